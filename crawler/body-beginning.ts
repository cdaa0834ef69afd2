/** The beginning of a body: at most so many bytes. What follows is not read. */
export const bodyBeginning = async (response: Response, most: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    size += part.value.byteLength;
    if (size >= most) break;
  }
  await reader?.cancel();
  return Buffer.concat(parts).subarray(0, most);
};
