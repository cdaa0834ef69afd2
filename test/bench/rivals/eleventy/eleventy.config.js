export default (config) => {
  config.setQuietMode(true);
  return { dir: { input: ".", output: process.env.RIVAL_OUT } };
};
