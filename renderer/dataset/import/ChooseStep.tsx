/** Where the data is: a folder, a zip, a recording or a point cloud on the machine of the studio. */
import { useEffect, useState, type ReactElement } from 'react';
import type { ImportProgress } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { FolderPicker } from '../../shell/FolderPicker.js';
import { useStudio } from '../../state/context.js';
import { count } from '../../state/format.js';
import type { ImportWizard } from './useImport.js';

export function ChooseStep(props: {
  readonly wizard: ImportWizard;
  readonly path: string | null;
  readonly onPath: (path: string | null) => void;
}): ReactElement {
  const [file, setFile] = useState<string | null>(null);
  return (
    <div className="form">
      <p className="t2">{text('import.choose.hint')}</p>
      <FolderPicker
        start={props.path}
        show={['folder', 'project', 'recording', 'data']}
        picked={file}
        onFolder={(listing) => {
          setFile(null);
          props.onPath(listing.path);
        }}
        onPick={(entry) => {
          setFile(entry.path);
          props.onPath(entry.path);
        }}
      />
      {props.wizard.scanning ? <Reading /> : null}
    </div>
  );
}

function Reading(): ReactElement {
  const { link } = useStudio();
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  useEffect(
    () =>
      link.listen('dataset.import', (value) => {
        if (value.state === 'scanning') setProgress(value);
      }),
    [link],
  );
  const share = progress && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <div className="job" role="status">
      <span className="spinner" aria-hidden="true" />
      <span className="job__words cut">
        {progress === null
          ? text('import.reading.first')
          : text('import.reading.files', {
              done: count(progress.done),
              total: count(progress.total),
              current: progress.current,
            })}
      </span>
      {share === null ? null : (
        <span className="job__bar" style={{ '--share': `${(share * 100).toFixed(1)}%` }} />
      )}
    </div>
  );
}
