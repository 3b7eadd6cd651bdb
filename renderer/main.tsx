/** Entry of the page: takes the shell's bridge, makes the studio and shows the app. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { messagePortHost } from './bridge/message-port.js';
import { takeToken, webSocketHost } from './bridge/websocket.js';
import { App } from './shell/App.js';
import { createStudio } from './state/studio.js';
import './styles/index.css';

const token = takeToken(window);
// A page that was given a token came over HTTP; a window without one is handed a port.
const host =
  token === null ? messagePortHost(window) : webSocketHost(window.location.origin, token);
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App studio={createStudio(host)} />
    </StrictMode>,
  );
