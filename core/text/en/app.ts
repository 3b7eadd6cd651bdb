/** Texts of the shell, shared words and shared sentences. Labels have no full stop, sentences do. */
export const appTexts = {
  'app.name': 'PD Studio',
  'app.capture': 'Capture',
  'app.settings': 'Settings',
} as const;
