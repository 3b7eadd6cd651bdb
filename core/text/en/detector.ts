/** Texts of detector. */
export const detectorTexts = {} as const;
