/** Texts of backbones, detectors in use, and scores of maps. */
export const inferenceTexts = {
  'scores.not-finite': 'The score map {name} holds values that are not finite numbers.',
  'scores.not-finite.hint': 'Write it again without NaN and infinities, or leave it out.',
  'scores.size':
    'The score map {name} is {mapWidth} x {mapHeight}, its ground truth {width} x {height}.',
  'scores.size.hint':
    'Maps and masks must have equal sizes; --resize-masks brings masks to the maps.',
  'detector.model-unreadable': 'The model {path} cannot be loaded: {reason}',
  'detector.model-unreadable.hint':
    'Take an ONNX file that PD Studio wrote, or export the model again.',
  'detector.inputs-refused': 'The model does not take these inputs: {reason}',
  'detector.inputs-refused.hint': 'Check that the picture and its depth have the same size.',
  'backbone.missing': 'There is no {architecture} backbone in {folder}.',
  'backbone.missing.hint':
    'Build it from its weights: pd-studio backbone build --weights {file} --arch {architecture}',
  'detector.not-ours': 'it is no detector of PD Studio: it lacks the entry pd-studio.detector',
  'detector.outputs-unknown': 'its outputs are not map, score and foreground',
  'detector.needs-depth': 'The detector reads depth (mode {mode}), and the picture has none.',
  'detector.needs-depth.hint': 'Give its depth, or use a detector trained in rgb mode.',
} as const;
