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
  'detector.inputs-refused.hint':
    'Use a model that the studio has trained for pictures of this kind: RGB with depth, RGB alone or depth alone. An ONNX file of another program does not fit.',
  'backbone.build-ended': 'The process that built the backbone ended unexpectedly.',
  'backbone.missing': 'There is no {architecture} backbone in {folder}.',
  'backbone.missing.hint':
    'Build it from its weights: pd-studio backbone build --weights {file} --arch {architecture}',
  'detector.provider-absent': 'This onnxruntime does not have it on {platform}',
  'detector.map-size': 'its score map has {cells} cells where its configuration says {expected}',
  'detector.not-ours': 'it is no detector of PD Studio: it lacks the entry pd-studio.detector',
  'detector.outputs-unknown': 'its outputs are not map, score and foreground',
  'detector.needs-depth': 'The detector reads depth (mode {mode}), and the picture has none.',
  'detector.needs-depth.hint': 'Give its depth, or use a detector trained in rgb mode.',
  'infer.no-input': 'There is no picture, sample, folder or recording {input}.',
  'infer.no-input.hint':
    'Use a project, a tree, a sample folder, a folder of pairs, IMAGE+DEPTH, or FILE.bag.',
  'infer.depth-size': 'it is {width} x {height}, which is not the size of its picture',
  'metrics.no-maps': '{folder} holds {count} score maps.',
  'metrics.no-maps.hint':
    'Between 1 and 100000 .npy, .tif or .tiff files are read, in any folders.',
  'metrics.no-mask': 'The map {name} has no mask under {folder}.',
  'metrics.no-mask.hint':
    'Masks are PNG files under the same relative path; only maps in a folder good need none.',
  'metrics.not-a-map': 'its shape {shape} is not that of one score map',
} as const;
