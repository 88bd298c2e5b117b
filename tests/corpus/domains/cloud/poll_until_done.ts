const job = await external_jobs_start({ kind: "backup", instance_id: "vm-1" });
const seen: number[] = [];
let state = job.state;
while (state !== "done" && state !== "failed") {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const status = await external_jobs_get({ job_id: job.id });
  seen.push(status.progress);
  state = status.state;
}
return { state, seen };
