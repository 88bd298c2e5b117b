export default function (input: any) { return boom(); }
