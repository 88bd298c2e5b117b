async function work() { return boom(); }
export default work;
