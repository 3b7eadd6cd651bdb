/** Texts of inspect. */
export const inspectTexts = {
  'app.inspect': 'Inspect',
  'keys.group.inspect': 'Inspect',
  'keys.goInspect': 'Go to Inspect',
  'keys.inspectAccept': 'Accept: the part is sound',
  'keys.inspectReject': 'Reject: the part is not',
  'keys.inspectUnsure': 'Unsure',
  'keys.inspectConfirm': 'Confirm and go to the next',
  'keys.inspectUndo': 'Take back the last verdict',
  'keys.inspectNext': 'Next sample',
  'keys.inspectPrevious': 'Previous sample',
  'keys.inspectHideHeat': 'Hide the heat while held',
  'keys.inspectCompare': 'Compare two models or with a good part',
  'keys.inspectRgb': 'RGB',
  'keys.inspectDepth': 'Depth',
  'keys.inspectRelief': 'Relief',
  'keys.inspectCloud': '3D surface',
  'keys.inspectLive': 'Inspect what the camera sees',

  'inspect.no-model.message': 'The model {model} has no detector.onnx.',
  'inspect.no-model.hint': 'Train it to the end, or choose another model.',
  'inspect.no-models.message': 'There is no model in this project yet.',
  'inspect.no-models.hint': 'Train one in the Train workspace.',
  'inspect.bad-card.message': '{path} cannot be read: {reason}.',
  'inspect.bad-card.hint':
    'It was left as it is. Restore it from a backup, or train the model again.',
  'inspect.crashed.message': 'The compute process ended unexpectedly.',
  'inspect.crashed.hint':
    'It is started again with the next inspection. If this stays, free some memory.',
  'inspect.no-foreground.message': 'No object stands out from the table in {sample}.',
  'inspect.no-foreground.hint':
    'Look at its foreground in Dataset, Foreground: choose the robust rule or a smaller distance. No verdict is given.',
  'inspect.not-finite.message': 'The model gives no number for {sample}.',
  'inspect.not-finite.hint':
    'Its depth may be missing in the corners: look at it in Dataset, Foreground. No verdict is given.',
  'inspect.no-depth.message': 'This model needs depth, and {sample} has none.',
  'inspect.no-depth.hint': 'Choose a model of RGB alone, or a sample with depth.',
  'inspect.unit.message':
    'The depth of {sample} lies at {metres} m: its unit is not what the model knows.',
  'inspect.unit.hint': 'Import it again with the right unit. No verdict is given.',
  'inspect.foreign.message':
    '{path} is no detector of this kind: it takes {inputs} and gives {outputs}.',
  'inspect.foreign.hint': 'Export the model again, or choose another one.',
  'inspect.live-picture': 'the live picture',
  'inspect.operator-needed.message': 'A verdict needs the name of who gives it.',
  'inspect.operator-needed.hint': 'Enter your name at the top right.',
  'inspect.rule-without-scores.message':
    'This model has no scores that a rule of the kind {rule} could rest on.',
  'inspect.rule-without-scores.hint': 'Evaluate the model first, or set a fixed threshold.',
  'inspect.review-missing.message': 'The verdict {review} does not hold any more.',
  'inspect.review-missing.hint': 'Give a verdict first, then send the sample back.',
} as const;
