/** Texts of training and evaluation as the host tells them. */
export const trainingTexts = {
  'train.retake': 'It is marked to be shot again.',
  'train.changed': 'its bytes are not those that were shot (another sha256)',
  'train.no-alignment':
    'depth and colour differ in grid, and the calibration to align them is missing',
  'train.mask-size': 'the mask is {width} x {height}, unlike the picture',
  'train.cloud-size': 'the cloud is {width} x {height}, unlike the picture',
  'train.no-tree.message': '{path} holds neither a project nor an MVTec 3D-AD tree.',
  'train.no-tree.hint': 'A tree has CATEGORY/train/good/rgb with pictures.',
  'train.no-depth': 'It has no depth; train in rgb mode, or leave it out.',
  'train.depth-not-finite': 'Its depth holds values that are not finite numbers.',
  'train.features-not-finite': 'Its features are not finite numbers.',
  'train.no-foreground': 'No foreground was found: the object cannot be told from the table.',
  'train.other-scale': 'Its depth scale is {mm} mm per count, the set has {set} mm.',
  'train.anomaly-in-train':
    'It shows an anomaly ({anomaly}); only good samples may train a detector.',
  'train.duplicate': 'It has the same pixels as {other}.',
  'train.no-mask':
    'It is anomalous but has no mask; it counts for image scores only when annotated.',
  'train.too-few':
    '{category} has {count:1 usable good training sample|# usable good training samples}; at least {least} are needed. {refused:1 was|# were} refused.',
  'train.no-category': '{path} has no category {category}; it has {known}.',
  'train.no-validation':
    'There are no validation samples: the threshold can only be set from labelled data or by hand.',
  'train.no-test': 'There is no test split: the model gets no scores of its own.',
  'train.few-validation':
    'Only {count:1 validation sample|# validation samples}: the expected false alarms are known to no better than {interval} %.',
  'evaluate.other-backbone.message':
    'The model {model} was trained with features of another backbone file.',
  'evaluate.other-backbone.hint':
    'Put back the backbone that its card names (pd-studio backbone build), or train again.',
  'evaluate.card-foreground.message':
    'The card of {model} does not say how its foreground is found.',
  'evaluate.card-foreground.hint': 'Train it again, or put back its card.json.',
  'train.scale-fault': 'The scale {value} does not divide the map of {map} x {map} cells.',
  'train.side-fault': 'The side {value} is not a multiple of 32.',
  'train.memory': 'It needs about {need} GB; {free} GB of memory are free.',
  'train.wasm':
    'TensorFlow is not there ({reason}); training runs on WebAssembly and takes longer.',
  'train.ended': 'The training process ended unexpectedly ({how}).',
  'train.ended.hint': 'Resume goes on from the last checkpoint.',
  'train.no-models': '{path} holds no trained model (no card.json).',
  'train.no-models.hint': 'Train one first: pd-studio train --out {path}.',
  'train.run-missing': 'There is no run {id}.',
  'train.model-missing': 'There is no model {name}.',
  'train.run-busy': 'Run {id} is {state}; that cannot be done now.',
  'train.model-exists': 'There is a model {name} already.',
  'train.no-scores': 'The model {name} has no {split} scores to set a threshold from.',
  'train.mixed-sources':
    'These models were trained on different data: evaluate those of one project or one tree together.',
  'train.full-path': '{source} is not a full path.',
  'train.no-report': 'Run {id} has no {name}.',
  'train.verdict.train': '{sample} trains because of a verdict',
  'train.verdict.test': '{sample} tests because of a verdict',
  'train.verdict.of': '{by}, {at}, verdict {review}',
  'train.other-data':
    'The checkpoint belongs to another configuration or other data; training starts anew.',
  'train.teacher-kept':
    'The teacher of an equal run is taken from the cache: same pictures, same seed, same length.',
} as const;
