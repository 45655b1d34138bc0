/** Java's `String.hashCode`: a signed 32-bit number. */
export const javaStringHash = (text: string): number => {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
};

/** The group of a run, from 0 to `groupInfo - 1`; always 0 when `groupInfo` is not positive. */
export const groupIdOf = (
  workflowId: string,
  instanceId: number,
  runId: number,
  groupInfo: number,
): number => {
  if (groupInfo <= 0) return 0;
  const rest = javaStringHash(`[${workflowId}][${instanceId}][${runId}]`) % groupInfo;
  return rest < 0 ? rest + groupInfo : rest + 0;
};
