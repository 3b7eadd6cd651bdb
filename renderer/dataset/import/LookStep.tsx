/** What each file becomes: groups on the left, their samples on the right, pictures of the one chosen. */
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import type {
  ImportGroup,
  ImportItem,
  ImportScan,
} from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Mark } from '../../controls/Mark.js';
import { useStudio } from '../../state/context.js';
import { count } from '../../state/format.js';
import { attempt } from '../../state/studio.js';
import { ImportPicture } from './ImportPicture.js';
import { RegistrationNote } from './RegistrationNote.js';
import { SkippedTable } from './SkippedTable.js';
import type { ImportWizard } from './useImport.js';

const PAGE = 100;

export function LookStep(props: {
  readonly wizard: ImportWizard;
  readonly scan: ImportScan;
}): ReactElement {
  const { wizard, scan } = props;
  const [groupId, setGroupId] = useState(scan.groups[0]?.id ?? null);
  const [skipped, setSkipped] = useState(false);
  const group = scan.groups.find((entry) => entry.id === groupId);
  return (
    <div className="look">
      <div className="look__groups">
        <ul className="list" aria-label={text('import.groups')}>
          {scan.groups.map((entry) => (
            <li
              key={entry.id}
              className={`look__group ${!skipped && entry.id === groupId ? 'look__group--on' : ''}`}
            >
              <input
                type="checkbox"
                className="box"
                aria-label={text('import.group.take', { name: groupName(entry, scan) })}
                checked={wizard.chosen.has(entry.id)}
                disabled={entry.samples === 0}
                onChange={() => {
                  wizard.toggleGroup(entry.id);
                }}
              />
              <button
                type="button"
                aria-pressed={!skipped && entry.id === groupId}
                onClick={() => {
                  setSkipped(false);
                  setGroupId(entry.id);
                }}
              >
                <span className="cut">{groupName(entry, scan)}</span>
                <small className="cut">
                  {text('import.group.line', {
                    kind: text(`import.kindOf.${entry.kind}`),
                    samples: count(entry.samples),
                  })}
                </small>
              </button>
              {entry.warnings.length > 0 ||
              entry.registration.some((pair) => pair.verdict === 'off') ? (
                <Mark state="warn" label={text('import.group.warns')} />
              ) : null}
            </li>
          ))}
          {scan.skipped.length > 0 ? (
            <li className={`look__group ${skipped ? 'look__group--on' : ''}`}>
              <button
                type="button"
                aria-pressed={skipped}
                onClick={() => {
                  setSkipped(true);
                }}
              >
                <span className="cut">{text('import.skipped')}</span>
                <small>{text('import.skipped.line', { files: count(scan.skipped.length) })}</small>
              </button>
              {scan.skipped.some((entry) => entry.serious) ? (
                <Mark state="warn" label={text('import.group.warns')} />
              ) : null}
            </li>
          ) : null}
        </ul>
      </div>
      <div className="look__items">
        {scan.manifest === null ? null : (
          <p className="hint">
            <Mark state="pass" />
            <span>{text('import.manifest', { file: scan.manifest })}</span>
          </p>
        )}
        {skipped ? (
          <SkippedTable scan={scan} most={500} />
        ) : group ? (
          <GroupItems key={`${scan.scanId} ${group.id}`} scan={scan} group={group} />
        ) : (
          <p className="empty">{text('import.nothing')}</p>
        )}
      </div>
    </div>
  );
}

function groupName(group: ImportGroup, scan: ImportScan): string {
  return group.id === '.' ? (scan.path.split(/[\\/]/).at(-1) ?? group.id) : group.id;
}

function GroupItems(props: {
  readonly scan: ImportScan;
  readonly group: ImportGroup;
}): ReactElement {
  const studio = useStudio();
  const { scan, group } = props;
  const [items, setItems] = useState<readonly ImportItem[]>(() =>
    scan.items.filter((item) => item.group === group.id),
  );
  const [current, setCurrent] = useState<string | null>(items[0]?.key ?? null);
  const load = useCallback(
    (offset: number): void => {
      void attempt(
        studio,
        studio.link.call('dataset.import.items', {
          scanId: scan.scanId,
          group: group.id,
          offset,
          count: PAGE,
        }),
      ).then((answer) => {
        if (!answer) return;
        setItems((now) => [...now.slice(0, offset), ...answer.items]);
        setCurrent((now) => now ?? answer.items[0]?.key ?? null);
      });
    },
    [studio, scan.scanId, group.id],
  );
  const empty = items.length === 0 && group.samples > 0;
  useEffect(() => {
    if (empty) load(0);
  }, [empty, load]);
  const item = items.find((entry) => entry.key === current);
  return (
    <>
      <p className="t2 s12">{group.reason}</p>
      {group.warnings.map((warning) => (
        <p key={warning} className="hint">
          <Mark state="warn" />
          <span>{warning}</span>
        </p>
      ))}
      <RegistrationNote group={group} />
      <div className="look__table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text('import.column.files')}</th>
              <th scope="col">{text('import.column.becomes')}</th>
              <th scope="col">{text('import.column.missing')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <tr
                key={entry.key}
                className={entry.key === current ? 'table__row--on' : ''}
                onClick={() => {
                  setCurrent(entry.key);
                }}
              >
                <td>
                  <button
                    type="button"
                    className="table__button mono"
                    aria-pressed={entry.key === current}
                    onClick={() => {
                      setCurrent(entry.key);
                    }}
                  >
                    {fileNames(entry).map((name) => (
                      <span key={name} className="cut">
                        {name}
                      </span>
                    ))}
                  </button>
                </td>
                <td>
                  {entry.becomes}
                  {entry.warnings.map((warning) => (
                    <span key={warning} className="hint">
                      <Mark state="warn" />
                      {warning}
                    </span>
                  ))}
                </td>
                <td className="t3">{entry.missing.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {items.length < group.samples && items.length > 0 ? (
          <p className="look__more">
            <Button
              size="s"
              onClick={() => {
                load(items.length);
              }}
            >
              {text('import.moreItems', { rest: count(group.samples - items.length) })}
            </Button>
          </p>
        ) : null}
      </div>
      {item ? (
        <div className="look__pictures">
          {(['rgb', 'depth', 'mask'] as const).map((kind) =>
            hasPicture(item, kind) ? (
              <ImportPicture key={kind} scanId={scan.scanId} itemKey={item.key} kind={kind} />
            ) : null,
          )}
        </div>
      ) : null}
    </>
  );
}

function hasPicture(item: ImportItem, kind: 'rgb' | 'depth' | 'mask'): boolean {
  const { files } = item;
  if (files.recording !== undefined) return kind !== 'mask';
  if (kind === 'rgb') return files.rgb !== undefined || files.cloud !== undefined;
  if (kind === 'depth') return (files.depth ?? files.xyz ?? files.cloud) !== undefined;
  return (files.mask ?? files.annotation) !== undefined;
}

/** Names only: the group says the folder. */
function fileNames(item: ImportItem): string[] {
  return [...new Set(Object.values(item.files))].map((path) => path.split('/').slice(-2).join('/'));
}
