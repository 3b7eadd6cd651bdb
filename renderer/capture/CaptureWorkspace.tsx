/** The Capture workspace: live views and gauges, the tray, and beside them the next shot and the plan. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useCamera, useCapture, useProject } from '../state/context.js';
import { GateList } from './GateList.js';
import { Gauges } from './Gauges.js';
import { NextShot } from './NextShot.js';
import { PlanPanel } from './PlanPanel.js';
import { Shutter } from './Shutter.js';
import { SimulatorPanel } from './SimulatorPanel.js';
import { Toolbar } from './Toolbar.js';
import { Tray } from './Tray.js';
import { Views } from './Views.js';
import { Welcome } from './Welcome.js';

export function CaptureWorkspace(): ReactElement {
  const [drawer, setDrawer] = useState(false);
  const info = useProject((state) => state.info);
  const cell = useCapture((state) => state.cell);
  return (
    <div className={`capture ${drawer ? 'capture--drawer' : ''}`}>
      <h1 className="sr">{text('app.capture')}</h1>
      <div className="capture__main">
        <Toolbar
          onToggleSide={() => {
            setDrawer(!drawer);
          }}
        />
        <Warnings />
        <div className="capture__scroll">
          <div className="capture__views">
            <Views />
          </div>
          <Gauges />
          {info ? <Tray /> : <NoTray known={info === null} />}
        </div>
        <SimulatorPanel />
        <div className="capture__shutter">
          <Shutter />
        </div>
      </div>
      <aside className="side" aria-label={text('capture.side')}>
        <div className="side__scroll">
          {info && cell ? (
            <>
              <NextShot project={info.project} cell={cell} />
              <PlanPanel project={info.project} cell={cell} />
              <GateList />
            </>
          ) : info === null ? (
            <Welcome />
          ) : null}
        </div>
        <div className="side__foot">
          <Shutter />
        </div>
      </aside>
    </div>
  );
}

/** Faults that do not stop the picture: one line each, with the remedy. */
function Warnings(): ReactElement | null {
  const faults = useCamera((state) => state.state?.faults);
  const warnings = faults?.filter((fault) => !fault.blocking) ?? [];
  if (warnings.length === 0) return null;
  return (
    <div className="warnings" role="status">
      {warnings.map((fault) => (
        <p key={fault.code}>
          <Mark state="warn" label={text('app.mark.warn')} />
          <b>{fault.message}</b> {fault.remedy}
        </p>
      ))}
    </div>
  );
}

function NoTray(props: { readonly known: boolean }): ReactElement {
  return (
    <section className="tray" aria-label={text('capture.tray')}>
      <header className="tray__head">
        <h2>{text('capture.tray')}</h2>
      </header>
      <div className="tray__empty">
        {props.known ? (
          <>
            <p>{text('capture.tray.noProject')}</p>
            <p className="t3">{text('capture.tray.noProjectHint')}</p>
          </>
        ) : (
          <p>{text('app.loading')}</p>
        )}
      </div>
    </section>
  );
}
