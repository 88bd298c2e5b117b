const stop = () => external_compute_instances_stop({ instance_id: "vm-5" });
const { state } = await stop().catch(stop).catch(stop);
return state;
