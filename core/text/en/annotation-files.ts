/** Sentences about annotation files, locks and work states. */
export const annotationFileTexts = {
  'annotate.not-utf8.message': 'It is not UTF-8 text, as a LabelMe file must be.',
  'annotate.not-utf8.hint':
    'The file was left as it is. It may come from LabelMe on Windows in a local encoding: save it as UTF-8 with an editor.',
  'annotate.version-missing.message': 'There is no version {version} of this annotation.',
  'annotate.version-missing.hint': 'Only the last 20 are kept: open the list again.',
  'annotate.unknown-label.message': 'the label {label} is not in the list of the project',
  'annotate.unknown-label.hint':
    'It has the value 255 in labels.png. Add it in Settings, or give these shapes another label.',
  'annotate.other-size.message':
    'The annotation is {width} x {height} pixels large, but the picture of {id} is {size}.',
  'annotate.other-size.hint': 'Open the sample again; nothing was written.',
  'annotate.changed-outside.message': '{path} was changed by another program since it was opened.',
  'annotate.changed-outside.hint':
    'Keep mine, take theirs, or take theirs and keep mine as a copy. Nothing was written.',
  'annotate.other-window': 'another window of this studio',
  'annotate.session-ended.message': 'This window no longer edits {id}: {owner} does.',
  'annotate.session-ended.hint': 'Open the sample again. The edits so far are in its journal.',
  'annotate.no-depth.message': 'The sample {id} has no depth.',
  'annotate.no-depth.hint': 'Only its colour picture can be shown.',
  'annotate.no-grid.message':
    'Nothing tells how depth and colour of {id} belong together: it lacks intrinsics.',
  'annotate.no-grid.hint': 'Import it again with the intrinsics of its camera.',
  'annotate.no-mask.message': 'The sample {id} has no {file} yet.',
  'annotate.no-mask.hint': 'It is written when the annotation is saved.',
  'annotate.same-person.message': '{name} annotated {id} and cannot check it as well.',
  'annotate.same-person.hint': 'Somebody else must check it: change the operator in the top bar.',
  'annotate.operator-needed.message': 'To check a sample the studio must know who does it.',
  'annotate.operator-needed.hint': 'Enter your name as the operator.',
  'annotate.not-done.message': '{id} is {state}, so it cannot be checked yet.',
  'annotate.not-done.hint': 'Mark it as done first.',
  'annotate.comment-missing.message': 'There is no such comment on {id}.',
  'annotate.comment-missing.hint': 'Somebody may have deleted it.',
  'annotate.unlisted-label.message': 'the label {label} is not in the list',
  'annotate.unlisted-label.hint': 'Correct the label, or add it to the list.',
  'annotate.other-picture.message': '{path} is {picture} pixels, but its mask is {mask}.',
  'annotate.other-picture.hint':
    'Give the picture that the mask was made for, or bring both to one size.',
  'annotate.other-rgb.message':
    'the picture of {id} is {picture} pixels, but sample.json says {stated}',
  'annotate.other-rgb.hint':
    'Put the original picture back; annotations and depth belong to its size.',
  'annotate.no-size.message':
    '{path} states no imageWidth and imageHeight, embeds no picture, and its picture is not beside it.',
  'annotate.no-size.hint': 'Put the picture beside the file, or add imageWidth and imageHeight.',
  'annotate.no-image.message': 'the picture {path} is not beside the file and not embedded',
  'annotate.no-image.hint': 'Put it there: LabelMe does not open the file without it.',
  'annotate.many-labels.message': 'The folder holds {count} labels; a label map has room for 254.',
  'annotate.many-labels.hint': 'Convert a part of it, or use --to masks.',
  'annotate.not-good.message': '{id} is good, but {pixels} pixels are marked as anomalous.',
  'annotate.not-good.hint': 'Delete the shapes, or give the sample its anomaly type.',
  'annotate.no-pixel.message': '{id} ({anomaly}, {state}) has no marked pixel.',
  'annotate.no-pixel.hint': 'Draw the anomaly, or mark the sample as good.',
  'annotate.stale-mask.message': 'mask.png of {id} is missing or not that of its annotation.',
  'annotate.stale-mask.hint': 'pd-studio annotate masks --project DIR writes it anew.',
  'annotate.mask-no-depth.message': '{share} % of the marked pixels of {id} have no depth.',
  'annotate.mask-no-depth.hint':
    'Check the outline; RGB-D methods see nothing where depth is missing.',
} as const;
