/** Cases of sel-cases.json that Rondo answers otherwise on purpose: id -> decision. */
export const SEL_EXCEPTIONS: Readonly<Record<string, string>> = {};

/** Cases of param-cases.json that Rondo answers otherwise on purpose: id -> decision. */
export const PARAM_EXCEPTIONS: Readonly<Record<string, string>> = {};
