/** Texts of the foreground: what is wrong with a mask, and what to do. */
export const foregroundTexts = {
  'foreground.corner.top-left': 'top left',
  'foreground.corner.top-right': 'top right',
  'foreground.corner.bottom-left': 'bottom left',
  'foreground.corner.bottom-right': 'bottom right',
  'foreground.cancelled': 'The check was stopped.',
  'foreground.without-depth.message': 'The sample {id} has no depth.',
  'foreground.without-depth.remedy': 'Work with it in colour only, or leave it out.',
  'foreground.no-depth.message': 'The sample has no depth at all.',
  'foreground.no-depth.remedy': 'Shoot it again, or leave it out.',
  'foreground.corner-without-depth.message':
    'There is no depth in a corner ({corners}), so the surface through the corners is undefined.',
  'foreground.corner-without-depth.remedy':
    'Allow the plane as a fallback, use the plane, or crop the empty edge away.',
  'foreground.corner-without-depth-plane.message':
    'There is no depth in a corner ({corners}); the plane through the border was used instead.',
  'foreground.corner-without-depth-plane.remedy':
    'Use the plane for the whole category, or crop the empty edge away.',
  'foreground.corner-off-table.message':
    'A corner is not on the table ({corners}): the surface through the corners is wrong.',
  'foreground.corner-off-table.remedy':
    'Use the plane for this category, or move the object out of the corner.',
  'foreground.no-plane.message': 'No plane fits the border of the depth picture.',
  'foreground.no-plane.remedy':
    'Widen the border band, or show more of the table around the object.',
  'foreground.empty.message': 'Nothing is further than {thresholdMm} mm from the table.',
  'foreground.empty.remedy': 'Lower the threshold: the object may be flatter than it.',
  'foreground.tiny.message': 'The foreground is only {share} % of the picture.',
  'foreground.tiny.remedy': 'Lower the threshold, or move the camera nearer.',
  'foreground.covers-most.message': 'The foreground is {share} % of the picture.',
  'foreground.covers-most.remedy':
    'The table was probably taken for the object: use the plane, or raise the threshold.',
  'foreground.touches-border.message': 'The foreground covers {border} % of the outermost pixels.',
  'foreground.touches-border.remedy':
    'Check that the object lies inside the picture and that the table is flat up to its edge.',
} as const;
