/** Texts of inspect. */
export const inspectTexts = {} as const;
