/** The name of a tool cut where a narrow screen may break it; together the parts are the name. */
export const nameParts = (name: string): string[] => name.split(/(?<=[_\-./:])(?=.)/s);
