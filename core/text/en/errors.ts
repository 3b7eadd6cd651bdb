/** Error sentences with their next step: `error.CODE.message` and `error.CODE.hint`. */
export const errorTexts = {
  'error.no-project.message': 'No project is open.',
  'error.no-project.hint': 'Open a project or make a new one first.',
  'error.disk-full.message': 'The disk with {path} is full: the shot was not saved.',
  'error.disk-full.hint': 'Free some space, then press Try again. The frame is still in memory.',
  'error.folder-read-only.message': 'The folder {path} cannot be written to.',
  'error.folder-read-only.hint':
    'Give yourself write permission or choose another folder, then press Try again.',
} as const;
