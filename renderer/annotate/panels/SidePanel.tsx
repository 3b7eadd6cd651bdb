/** The right column: labels, shapes, the selected shape, the cursor, comments. */
import type { ReactElement } from 'react';
import type { OpenSample } from '../../state/annotate.js';
import { CommentsPanel } from './CommentsPanel.js';
import { CursorPanel } from './CursorPanel.js';
import { LabelsPanel } from './LabelsPanel.js';
import { ShapeDetail } from './ShapeDetail.js';
import { ShapesPanel } from './ShapesPanel.js';

export function SidePanel({ open }: { readonly open: OpenSample }): ReactElement {
  return (
    <>
      <LabelsPanel open={open} />
      <ShapesPanel open={open} />
      <ShapeDetail open={open} />
      <CursorPanel open={open} />
      <CommentsPanel open={open} />
    </>
  );
}
