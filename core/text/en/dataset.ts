/** Texts of dataset. */
export const datasetTexts = {} as const;
