/** Texts of the Capture workspace. */
export const captureTexts = {
  'capture.simulated': 'SIMULATED',
} as const;
