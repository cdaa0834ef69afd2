/** The reading of clients' configurations, for the parts of the command line that start no server. */
export { ConfigError, type ConfiguredServer, readClientConfig } from "../../crawler/client-config.ts";
