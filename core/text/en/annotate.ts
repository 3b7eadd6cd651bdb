/** Texts of annotate. */
export const annotateTexts = {} as const;
