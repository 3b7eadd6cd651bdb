/** Texts of edits of many samples. */
export const bulkTexts = {
  'bulk.cancelled': 'Cancelled; everything is as it was.',
  'bulk.unreadable': 'Its sample.json cannot be read.',
  'bulk.edited-since': 'It was edited since.',
  'bulk.missing': 'It is not in the project any more.',
  'bulk.name-taken': 'There is a {name} already.',
  'bulk.merge-hint': 'To merge two names, select the samples and edit them.',
  'bulk.good-stays': 'good cannot be renamed: it marks samples without anomaly.',
  'bulk.label.rename': '{from} renamed to {to}, {count} samples',
  'bulk.label.edit': '{count} samples set to {changes}',
  'bulk.label.split': '{count} samples split anew',
  'bulk.nothing-to-undo': 'There is nothing to undo.',
  'bulk.nothing-to-redo': 'There is nothing to redo.',
} as const;
