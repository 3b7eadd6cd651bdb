/** Texts of Settings. */
export const settingsTexts = {
  'settings.theme': 'Theme',
} as const;
