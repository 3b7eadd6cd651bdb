/** Error sentences with their next step: `error.CODE.message` and `error.CODE.hint`. */
export const errorTexts = {
  'error.no-project.message': 'No project is open.',
  'error.no-project.hint': 'Open a project or make a new one first.',
  'error.not-a-project.message': '{path} is not a PD Studio project: it has no project.json.',
  'error.not-a-project.hint': 'Choose a project folder, or make a new project here.',
  'error.project-exists.message': '{path} already holds a project.',
  'error.folder-not-empty.message': '{path} holds other things already.',
  'error.project-exists.hint': 'Open it, or choose another folder.',
  'error.project-corrupt.message': '{path} cannot be read: {reason}',
  'error.project-corrupt.hint':
    'The file was left as it is. Put back a copy, for example project.json.bak beside it.',
  'error.project-read-only.message': 'This project is open for reading only: {reason}',
  'error.project-read-only.hint':
    'Use a newer PD Studio, close the other studio, or make the folder writable.',
  'error.newer-schema':
    'it was written by a newer PD Studio (version {version} of the format, this one knows {known}).',
  'error.locked-by': 'it is open in another studio ({owner}).',
  'error.folder-not-writable': 'its folder cannot be written to.',
  'error.sample-missing.message': 'There is no sample {id} in this project.',
  'error.sample-missing.hint': 'It may have been moved to the trash or deleted by another program.',
  'error.sample-corrupt.message': 'The sample in {path} cannot be read: {reason}',
  'error.sample-corrupt.hint': 'The folder was left as it is; only this sample is affected.',
  'error.bad-path.message': '{path} would lie outside the project folder {root}.',
  'error.bad-path.hint': 'Only names inside the project are allowed.',
  'error.not-found.message': '{path} does not exist.',
  'error.not-found.hint': 'Check the name; a drive may not be connected.',
  'error.io.message': '{path}: {reason}',
  'error.io.hint': 'Try again; if it stays, check the disk.',
  'error.disk-full.message': 'The disk with {path} is full.',
  'error.disk-full.hint':
    'Free some space, then try again. A shot stays in memory until it is saved or discarded.',
  'error.folder-read-only.message': 'The folder {path} cannot be written to.',
  'error.folder-read-only.hint':
    'Give yourself write permission or choose another folder, then try again.',
  'work.slow.message': 'It was not done within {seconds} s.',
  'work.ended.message': 'The thread that worked on it ended: {reason}',
  'work.gone.message': 'The thread that worked on it ended.',
  'work.hint': 'It was left out; its files are as they were.',
  'error.file-corrupt.message': '{path} cannot be read: {reason}',
  'error.file-corrupt.hint': 'The file was left as it is.',
  'error.nothing-pending.message': 'No shot is waiting to be saved.',
  'error.busy.message': 'The last shot is still being saved.',
  'error.busy.hint': 'Wait a moment and press again.',
  'error.pending.message': 'The last shot is not saved yet.',
  'error.pending.hint': 'Try again or discard it before the next shot.',
  'error.pending-left.message': 'A shot of {path} is not saved yet.',
  'error.pending-left.hint':
    'Open that project again to save or discard it. It stays in memory while the studio runs.',
  'error.lost.message':
    'The shot that waited to be saved is lost: the camera process ended and its frames with it.',
  'error.lost.hint': 'Shoot it again.',
  'error.host-gone':
    'The part of the studio that runs the camera has ended several times within a minute. Start PD Studio again; the log in the settings folder tells more.',
} as const;
