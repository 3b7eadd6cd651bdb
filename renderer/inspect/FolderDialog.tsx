/** A batch over any folder of pictures: chosen, followed, cancelled, and its scores. */
import { useState, type ReactElement } from 'react';
import type { BatchProgress, FolderRow } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Field } from '../controls/Field.js';
import { Mark } from '../controls/Mark.js';
import { Select } from '../controls/Select.js';
import { FolderPicker } from '../shell/FolderPicker.js';
import { useInspect, useStudio, useUi } from '../state/context.js';
import { fixed } from '../state/format.js';
import { problemOf } from './problem.js';

const UNITS = ['none', '0.001', '0.0001', '1'] as const;
/** The table is a look at the worst; everything is in results.csv. */
const LISTED = 100;

export function FolderDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const model = useInspect((state) => state.model);
  const folder = useInspect((state) => state.folder);
  const rows = useInspect((state) => state.folderRows);
  const { set } = useInspect((state) => state.actions);
  const [path, setPath] = useState<string | null>(null);
  const [unit, setUnit] = useState<(typeof UNITS)[number]>('none');
  const [problem, setProblem] = useState<string | null>(null);
  const start = async (): Promise<void> => {
    if (path === null || model === null) return;
    setProblem(null);
    try {
      const begun = await studio.link.call('inspect.folder', {
        model,
        input: path,
        metresPerCount: unit === 'none' ? null : Number(unit),
      });
      // A short one may have ended before this answer.
      if (studio.inspect.getState().folder?.job !== begun.job) set({ folder: begun });
    } catch (error) {
      const { message, hint } = problemOf(error);
      setProblem(`${message} ${hint}`.trim());
    }
  };
  return (
    <Dialog
      title={text('inspect.folder.title')}
      size="l"
      onClose={() => {
        close('inspect-folder');
      }}
      footer={
        folder ? (
          <FolderFoot folder={folder} />
        ) : (
          <>
            <span className="t3 s12 cut">{path ?? ''}</span>
            <span className="grow" />
            <Button
              tone="primary"
              disabled={path === null}
              onClick={() => {
                void start();
              }}
            >
              {text('inspect.folder.start')}
            </Button>
          </>
        )
      }
    >
      {folder ? (
        <Rows rows={rows.filter(({ output }) => output === folder.output)} />
      ) : (
        <div className="form">
          <p className="t2">{text('inspect.folder.note')}</p>
          <FolderPicker
            start={null}
            show={['folder', 'project']}
            onFolder={(listing) => {
              setPath(listing.path);
              setProblem(null);
            }}
            picked={path}
            onPick={(entry) => {
              setPath(entry.path);
            }}
          />
          <Field label={text('inspect.folder.unit')}>
            {(id) => (
              <Select
                id={id}
                label={text('inspect.folder.unit')}
                value={unit}
                options={UNITS.map((value) => ({
                  value,
                  label: text(`inspect.folder.unit.${value}`),
                }))}
                onChange={setUnit}
              />
            )}
          </Field>
          {problem === null ? null : (
            <p className="hint hint--fail" role="alert">
              <Mark state="fail" />
              {problem}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function FolderFoot({ folder }: { readonly folder: BatchProgress }): ReactElement {
  const studio = useStudio();
  const { set } = useInspect((state) => state.actions);
  if (folder.state === 'running')
    return (
      <>
        <progress
          aria-label={text('inspect.batch')}
          value={folder.total === 0 ? undefined : folder.done}
          max={Math.max(1, folder.total)}
        />
        <span className="t2">
          {folder.total === 0
            ? text('inspect.batchDone', { done: folder.done })
            : text('inspect.batchAt', { done: folder.done, total: folder.total })}
          {folder.secondsLeft === null
            ? ''
            : ` ${text('inspect.batchLeft', { seconds: Math.ceil(folder.secondsLeft) })}`}
        </span>
        <span className="grow" />
        <Button
          onClick={() => {
            void studio.link.call('inspect.cancel', { job: folder.job });
          }}
        >
          {text('inspect.cancel')}
        </Button>
      </>
    );
  return (
    <>
      <span className="t2 s12 folder-done" role="status">
        {text('inspect.folder.done', {
          done: folder.done - folder.failed.length,
          total: folder.total,
          failed: folder.failed.length,
          output: folder.output ?? '',
        })}
      </span>
      <span className="grow" />
      <Button
        onClick={() => {
          set({ folder: null, folderRows: [] });
        }}
      >
        {text('inspect.folder.again')}
      </Button>
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly FolderRow[] }): ReactElement {
  const warnings = [...new Set(rows.flatMap((row) => row.warnings))];
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className="hint">
          <Mark state="warn" />
          {text(`inspect.warning.${warning}`)}
        </p>
      ))}
      <table className="history" aria-label={text('inspect.folder.results')}>
        <thead>
          <tr>
            <th scope="col">{text('inspect.folder.name')}</th>
            <th scope="col">{text('inspect.folder.verdict')}</th>
            <th scope="col">{text('inspect.score')}</th>
            <th scope="col">{text('inspect.areaColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, LISTED).map(({ name, score, verdict, areaMm2 }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                {verdict === null ? (
                  '–'
                ) : (
                  <>
                    <Mark state={verdict === 'anomalous' ? 'fail' : 'pass'} />{' '}
                    {text(`inspect.verdict.${verdict}`)}
                  </>
                )}
              </td>
              <td>{fixed(score, 3)}</td>
              <td>{areaMm2 === null ? '–' : text('inspect.area', { area: fixed(areaMm2, 1) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
