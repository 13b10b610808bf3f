// The words of the page itself, in both languages. What the server tells is in the language that it is asked for.

const WORDS = {
  skip: ["Skip to the content", "Saltar al contenido"],
  console: ["console", "consola"],
  views: ["Views", "Vistas"],
  exchanges: ["Exchanges", "Intercambios"],
  exchange: ["Exchange {number}", "Intercambio {number}"],
  connections: ["Connections", "Conexiones"],
  certificates: ["Certificates", "Certificados"],
  filter: ["Filter", "Filtro"],
  path: ["Path", "Ruta"],
  method: ["Method", "Método"],
  status: ["Status", "Estado"],
  client: ["Client", "Cliente"],
  errors: ["errors only", "solo errores"],
  any: ["any", "cualquiera"],
  pause: ["Pause", "Pausa"],
  resume: ["Go on ({count})", "Seguir ({count})"],
  order: ["Newest last", "Lo nuevo al final"],
  clear: ["Clear", "Borrar"],
  clearAsk: ["Forget all exchanges that are kept?", "¿Olvidar todos los intercambios guardados?"],
  har: ["Download HAR", "Descargar HAR"],
  number: ["No.", "N.º"],
  time: ["Time", "Hora"],
  target: ["Target", "Destino"],
  duration: ["Duration", "Duración"],
  sent: ["Sent", "Enviado"],
  empty: [
    "Nothing yet: send the server a request, and it shows here.",
    "Nada todavía: envíe una petición al servidor y aparecerá aquí.",
  ],
  noMatch: ["No exchange fits the filter.", "Ningún intercambio encaja en el filtro."],
  count: ["{shown} of {all}", "{shown} de {all}"],
  missed: ["More came than could be shown; the list was loaded again.", "Llegó más de lo que cabía; se recargó la lista."],
  live: ["Live", "En vivo"],
  lost: ["The server does not answer; trying again.", "El servidor no responde; se reintenta."],
  open: ["under way", "en curso"],
  refused: ["refused", "rechazado"],
  failed: ["failed", "falló"],
  cut: ["cut", "cortado"],
  unread: ["(not readable)", "(ilegible)"],
  close: ["Close", "Cerrar"],
  loading: ["Loading …", "Cargando …"],
  again: ["Send again", "Enviar de nuevo"],
  againAsk: [
    "{method} changes something. Send it to the server again?",
    "{method} cambia algo. ¿Enviarla de nuevo al servidor?",
  ],
  againDone: ["Sent again: {status}.", "Enviada de nuevo: {status}."],
  yes: ["Yes", "Sí"],
  no: ["No", "No"],
  copy: ["Copy", "Copiar"],
  copied: ["Copied.", "Copiado."],
  copyAs: ["Copy: {name}", "Copiar: {name}"],
  findings: ["Findings", "Hallazgos"],
  noFindings: ["No rule of HTTP is broken.", "No se incumple ninguna regla de HTTP."],
  fix: ["What to do: ", "Qué hacer: "],
  lesson: ["Lesson: ", "Lección: "],
  error: ["error", "error"],
  warning: ["warning", "aviso"],
  note: ["note", "nota"],
  timing: ["Time", "Tiempo"],
  request: ["The request, as it came", "La petición, tal como llegó"],
  response: ["The response, as it went", "La respuesta, tal como salió"],
  behind: ["Behind the gateway", "Detrás de la pasarela"],
  asked: ["What was asked of the server behind", "Lo que se pidió al servidor de detrás"],
  answered: ["What the server behind answered", "Lo que respondió el servidor de detrás"],
  broken: ["broken rule", "regla rota"],
  partKept: ["Only the first {kept} of {size} bytes are kept.", "Solo se guardan los primeros {kept} de {size} bytes."],
  partShown: ["Only the beginning is shown.", "Solo se muestra el principio."],
  reproduce: ["Do it again", "Repetirlo"],
  noConnections: ["No connection is open.", "No hay ninguna conexión abierta."],
  openCount: ["{count} open now", "{count} abiertas ahora"],
  age: ["Age", "Edad"],
  tls: ["TLS", "TLS"],
  serverName: ["Name asked for (SNI)", "Nombre pedido (SNI)"],
  protocol: ["Protocol (ALPN)", "Protocolo (ALPN)"],
  inClear: ["none: in clear", "ninguno: sin cifrar"],
  failedHandshakes: ["Failed before any request", "Fallaron antes de toda petición"],
  reason: ["Reason", "Motivo"],
  noCertificates: ["The server speaks without TLS: there are none.", "El servidor habla sin TLS: no hay ninguno."],
  subject: ["For", "Para"],
  root: ["Root: {name}", "Raíz: {name}"],
  names: ["Names", "Nombres"],
  issuer: ["Issued by", "Emitido por"],
  validity: ["Valid", "Válido"],
  key: ["Key", "Clave"],
  fingerprint: ["SHA-256", "SHA-256"],
  expired: ["expired {days} ago", "caducó hace {days}"],
  soon: ["expires in {days}: renew it", "caduca en {days}: renuévelo"],
  good: ["good for {days} more", "válido {days} más"],
  trusted: ["A client on this machine trusts it for {host}.", "Un cliente en esta máquina confía en él para {host}."],
  stores: ["Who on this machine trusts the local authority", "Quién confía en la autoridad local en esta máquina"],
  store: ["Store", "Almacén"],
  yesTrusted: ["trusted", "de confianza"],
  notTrusted: ["not trusted", "sin confianza"],
};

const LANGUAGES = ["en", "es"];

function chosenLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (LANGUAGES.includes(asked)) return asked;
  const spoken = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return spoken.find((each) => LANGUAGES.includes(each)) ?? "en";
}

export const language = chosenLanguage();

/** Return the words `name`, its places filled with `details`. */
export function say(name, details = {}) {
  const text = WORDS[name][LANGUAGES.indexOf(language)];
  return text.replace(/\{(\w+)\}/g, (_, place) => String(details[place]));
}

/** Put the words of the page into its elements. */
export function translate(root) {
  document.documentElement.lang = language;
  for (const each of root.querySelectorAll("[data-word]")) each.textContent = say(each.dataset.word);
  for (const each of root.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
}

const clock = new Intl.DateTimeFormat(language, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23",
});
const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

/** Return the time of day of a moment in milliseconds since 1970. */
export const timeOf = (moment) => clock.format(moment);

/** Return a number as people write it. */
export const numberOf = (value) => decimal.format(value);

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** Return seconds in the unit that suits. */
export function ageOf(seconds) {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? UNITS.at(-1);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(seconds / size);
}

const wholeDays = new Intl.NumberFormat(language, {
  style: "unit", unit: "day", unitDisplay: "long", maximumFractionDigits: 1,
});

/** Return days as people say them. */
export const spanOf = (days) => wholeDays.format(days);

const calendar = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** Return a moment written by ISO 8601, in UTC. */
export const dateOf = (moment) => `${calendar.format(new Date(moment))} UTC`;

/** Return milliseconds, from a second on as seconds; nothing where there are none. */
export function durationOf(value) {
  if (value === null) return "";
  return value < 1000 ? `${decimal.format(value)} ms` : `${decimal.format(value / 1000)} s`;
}

/** Return bytes in the unit that suits. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${decimal.format(bytes / 1024)} KiB` : `${decimal.format(bytes / 1024 / 1024)} MiB`;
}
