import { phraseRule } from "../phrase-rule.ts";

export const deviceWords = phraseRule({
  id: "device-words",
  asks: "Is a physical device or player meant?",
  because: "Something outside the computer changes.",
  capability: "controls-device",
  pattern: {
    name: /\b(light|lights|lamp|device|devices|thermostat|lock|door|robot|printer|camera|speaker|tv|bulb|hue|fan|vacuum|drone|motor|servo|led|gpio|arduino|simulator|emulator|adb|plc|playback|climate|scene|plug|relay|vehicle|car|bluetooth)\b/,
    main: /\b(smart home|light bulbs?|lamps?|thermostat|robot|printer|speaker|motor|servo|led|gpio|drone|android device|ios device|iphone|simulator|emulator|playback|hvac|vehicle|physical device|connected device)s?\b/,
  },
  says: "speaks of a device",
  examples: {
    hits: [{ name: "turn_on_light" }, { name: "x", description: "Sets the thermostat" }],
    misses: [{ name: "x", description: "Sheds light on a topic" }],
  },
});
