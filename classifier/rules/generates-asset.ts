import { phraseRule } from "../phrase-rule.ts";

export const generatesAsset = phraseRule({
  id: "generates-asset",
  asks: "Does it generate an image, sound, video, model or document?",
  because: "An asset that is made is kept somewhere: in an account, a scene or a file.",
  leans: "Write",
  pattern: {
    name: /\b(image|video|audio|speech|music|logo|3d) (\w+ )?(generate|edit|create|generation)\b|\b(generate|create|render|draw|synthesi[sz]e|edit|make|produce|compose|upscale|text to|image to) (\w+ ){0,3}(image|images|video|videos|audio|speech|music|song|3d|model|avatar|picture|logo|animation|pdf|presentation|document|docx|sound|voice|infographic|poster|thumbnail|gif|asset)\b|\btts\b/,
    main: /\b(generat|creat|render|draw|synthesi[sz]|edit|produc|mak|convert)(e|es|s|ing)? (a |an |the |new |some |text (in)?to |high[- ]quality )*([\w-]+ ){0,3}(images?|videos?|audio|speech|music|songs?|3d (models?|assets?)|avatars?|pictures?|logos?|animations?|pdfs?|presentations?|sound effects?|voice|posters?|gifs?)\b|生成.{0,6}(图|视频|音频|音乐|语音)/,
  },
  says: "generates an asset",
  examples: {
    hits: [{ name: "x", description: "Generates a video from a script" }, { name: "generate_image" }],
    misses: [{ name: "x", description: "Lists generated images" }],
  },
});
