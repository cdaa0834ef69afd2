/** What the names begin with that the crawler makes up: of the place of a saved listing, of a command line. */
export const MADE_UP = { listing: "listing/", command: "command/" } as const;

/** The name of a server where that tells something of it; "" where it was made up, of a file's name or a command line. */
export const toldName = ({ name, unnamed }: { name: string; unnamed?: boolean | undefined }): string =>
  unnamed === true || Object.values(MADE_UP).some((prefix) => name.startsWith(prefix)) ? "" : name;
