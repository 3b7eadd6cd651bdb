/** Texts of export, validation, splits and statistics. */
export const exportTexts = {
  'error.cancelled.message': 'Stopped.',
  'export.changed': 'its content is not what was recorded when it was taken',
  'export.size': 'it has {width} x {height} pixels, not those of its record',
  'export.issue.mixed-scales.message':
    '{n} samples have another depth scale than the others: {scales}.',
  'export.issue.mixed-scales.hint':
    'Leave them out, or choose to convert: metres come out right in either case, but not every count means the same length.',
  'export.issue.without-depth.message': '{n} samples have no depth: {ids}.',
  'export.issue.without-depth.hint': 'Leave them out, or export pictures and masks only.',
  'export.issue.without-intrinsics.message':
    '{n} samples have no calibration that brings depth onto the picture: {ids}.',
  'export.issue.without-intrinsics.hint':
    'Import them again with an intrinsics file, or export pictures and masks only.',
  'export.issue.without-mask.message': '{n} anomalous samples have no annotation: {ids}.',
  'export.issue.without-mask.hint':
    'Annotate them, leave them out (--without-mask skip), or export empty masks on purpose (--without-mask empty).',
  'export.voc.objects': '{name} has {count} regions; a VOC mask holds {most} at most.',
  'export.issue.crop-too-large.message': 'The crop of {crop} does not fit into {n} samples: {ids}.',
  'export.issue.crop-too-large.hint':
    'Choose a smaller crop, or one that starts further left or up.',
  'export.issue.same-stem.message': '{n} samples would get the name of another one: {ids}.',
  'export.issue.same-stem.hint': 'Name them by running number or by id.',
  'export.issue.state.message': '{n} anomalous samples are not {state} yet: {ids}.',
  'export.issue.state.hint': 'They are left out.',
  'export.issue.broken.message': '{n} samples cannot be read: {ids}.',
  'export.issue.broken.hint': 'They are left out; the list of samples says why.',
  'export.issue.target.message': '{path} holds files that are not from an export of this studio.',
  'export.issue.target.hint': 'Choose an empty or a new folder.',
  'export.issue.target-in-project.message': '{path} lies in the project itself.',
  'export.issue.target-in-project.hint': 'Choose a folder outside the project.',
  'export.issue.busy.message': 'Another export is writing to {path}.',
  'export.issue.busy.hint': 'Wait until it has ended.',
  'export.issue.other-format.message': '{path} holds an export in another format ({format}).',
  'export.nothing': 'The profile chooses no sample of this project.',
  'export.nothing.hint': 'Check splits, categories and what is left out.',
  'export.blocked.hint': 'Nothing was written.',
  'export.running': 'An export is running already.',
  'export.running.hint': 'Wait for it or cancel it.',
  'export.not-a-tree.message':
    '{path} is not a tree in the MVTec 3D-AD form: no CATEGORY/train or CATEGORY/test in it.',
  'export.not-a-tree.hint': 'Give the folder that holds the category folders.',
  'export.no-profile.message': 'There is no export profile {name}.',
  'export.no-profile.hint': 'The project has {known}.',
} as const;
