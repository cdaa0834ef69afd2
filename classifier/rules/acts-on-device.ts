import { capabilityRule } from "../capability-rule.ts";

export const actsOnDevice = capabilityRule({
  id: "acts-on-device",
  capability: "controls-device",
  asks: "Does it control a device?",
  because: "Something outside the computer changes.",
  floor: "Medium",
  name: /\b(light|lights|lock|thermostat|device|devices|simulator|emulator|adb|robot|printer|speaker|camera|phone|playback|volume|climate|switch|tap on|vehicle|plug|fan|tv|terminate app|install app|launch app|tap|swipe|shake|call|dial|sms|screen recording|volume|brightness|wifi|bluetooth|reboot)\b/,
  main: /\b(device|simulator|emulator|android|ios|iphone|smart home|light|robot|printer|speaker|camera|thermostat|playback|vehicle|phone)s?\b/,
  argument: /^(device( id)?|udid|entity id|device name)$/,
  step: { by: -1, of: ["Execute"], reason: "the action is narrow and easily undone" },
  says: "controls a device",
  examples: {
    hits: [{ name: "turn_on_light" }, { name: "x", description: "Installs an app on the device" }],
    misses: [{ name: "x", description: "Explains a topic" }],
  },
});
