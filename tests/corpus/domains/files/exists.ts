const exists = async (path: string) => {
  try {
    await external_fs_stat({ path });
    return true;
  } catch (e: any) {
    if (e.code === "ENOENT") return false;
    throw e;
  }
};
return { readme: await exists("/README.md"), license: await exists("/LICENSE") };
