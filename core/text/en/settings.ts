/** Texts of Settings. */
export const settingsTexts = {
  'settings.project': 'Project',
  'settings.categories': 'Categories and types',
  'settings.labels': 'Labels',
  'settings.gates': 'Gates',
  'settings.plan': 'Session plan',
  'settings.appearance': 'Appearance and sound',
  'settings.keys': 'Keys',
  'settings.doctor': 'Doctor',
} as const;
