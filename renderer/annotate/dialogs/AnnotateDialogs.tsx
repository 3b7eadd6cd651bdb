/** Whichever dialog of the workspace is open; a conflict comes before all others. */
import type { ReactElement } from 'react';
import { useAnnotate } from '../../state/context.js';
import { ConflictDialog } from './ConflictDialog.js';
import { DeleteDialog } from './DeleteDialog.js';
import { LeaveDialog } from './LeaveDialog.js';
import { PropertiesDialog } from './PropertiesDialog.js';
import { VersionsDialog } from './VersionsDialog.js';

export function AnnotateDialogs(): ReactElement | null {
  const open = useAnnotate((state) => state.open);
  const conflict = useAnnotate((state) => state.conflict);
  const stuck = useAnnotate((state) => state.stuck);
  const dialog = useAnnotate((state) => state.dialog);
  if (!open) return null;
  if (conflict?.id === open.id) return <ConflictDialog open={open} conflict={conflict} />;
  if (stuck?.id === open.id) return <LeaveDialog open={open} stuck={stuck} />;
  switch (dialog) {
    case 'versions':
      return <VersionsDialog open={open} />;
    case 'delete':
      return <DeleteDialog open={open} />;
    case 'properties':
      return <PropertiesDialog open={open} />;
    case null:
      return null;
  }
}
