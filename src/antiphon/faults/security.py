"""Faults of TLS, certificates and trust (RFC 8446, RFC 5280, RFC 9525)."""

from __future__ import annotations

from .fault import Fault, Side, Text


def _fault(
    code: str,
    en: str,
    es: str,
    fix_en: str,
    fix_es: str,
    rfc: str,
    side: Side = Side.SERVER,
    status: int | None = None,
) -> Fault:
    return Fault(code, Text(en, es), Text(fix_en, fix_es), rfc, side, status)


# -- the server's certificate ------------------------------------------------------------------------------

CERTIFICATE_EXPIRED = _fault(
    "certificate-expired",
    "The certificate of {host} expired on {not_after}.",
    "El certificado de {host} caducó el {not_after}.",
    "Its operator must renew it; if the date surprises you, check this machine's clock.",
    "Su operador debe renovarlo; si la fecha le sorprende, revise el reloj de esta máquina.",
    "RFC 5280 §4.1.2.5",
)
CERTIFICATE_ISSUER_EXPIRED = _fault(
    "certificate-issuer-expired",
    "The certificate of {host} holds until {not_after}, but that of its authority {authority}, which the server sends "
    "along, expired on {expired}.",
    "El certificado de {host} vale hasta el {not_after}, pero el de su autoridad {authority}, que el servidor también "
    "envía, caducó el {expired}.",
    "Have the server send the chain that its authority has now; if there is none, renew the server's certificate.",
    "Haga que el servidor envíe la cadena que su autoridad tiene ahora; si no hay otra, renueve el certificado.",
    "RFC 5280 §6.1.3",
)
CERTIFICATE_ROOT_EXPIRED = _fault(
    "certificate-root-expired",
    "All that {host} shows is in date; what has expired is a certificate above it in this machine's trusted roots, "
    "such as {issuer}.",
    "Todo lo que muestra {host} está vigente; lo que caducó es un certificado superior, de las raíces de confianza de "
    "esta máquina, como {issuer}.",
    "Update the trusted roots of this machine, or the file that was given as verify= or --ca.",
    "Actualice las raíces de confianza de esta máquina, o el archivo que se dio como verify= o --ca.",
    "RFC 5280 §6.1",
    Side.CLIENT,
)
CERTIFICATE_NOT_YET_VALID = _fault(
    "certificate-not-yet-valid",
    "The certificate of {host} is valid only from {not_before}.",
    "El certificado de {host} solo es válido desde el {not_before}.",
    "Check this machine's clock first; then the server's, which issued it too early.",
    "Revise primero el reloj de esta máquina; luego el del servidor, que lo emitió antes de tiempo.",
    "RFC 5280 §4.1.2.5",
)
CERTIFICATE_ISSUER_NOT_YET_VALID = _fault(
    "certificate-issuer-not-yet-valid",
    "The certificate of {host} is valid already, but that of its authority {authority}, which the server sends along, "
    "only from {begins}.",
    "El certificado de {host} ya es válido, pero el de su autoridad {authority}, que el servidor también envía, solo "
    "desde el {begins}.",
    "Check this machine's clock first; else have the server send the chain that its authority has now.",
    "Revise primero el reloj de esta máquina; si no, que el servidor envíe la cadena actual de su autoridad.",
    "RFC 5280 §6.1.3",
)
CERTIFICATE_SELF_SIGNED = _fault(
    "certificate-self-signed",
    "The certificate of {host} is signed by itself, and nothing on this machine trusts it.",
    "El certificado de {host} está firmado por sí mismo y nada en esta máquina confía en él.",
    "Serve one from a trusted authority; or, if you know it is right, trust it: verify='its-certificate.pem', on the "
    "command line --ca.",
    "Sirva uno de una autoridad de confianza; o, si sabe que es correcto, confíe en él: "
    "verify='su-certificado.pem', en la línea de órdenes --ca.",
    "RFC 5280 §6",
)
CERTIFICATE_ROOT_UNTRUSTED = _fault(
    "certificate-root-untrusted",
    "The certificate of {host} leads to the root {issuer}, which this machine does not trust.",
    "El certificado de {host} conduce a la raíz {issuer}, en la que esta máquina no confía.",
    "If that root is your organization's, get it from there, and pass verify='root.pem', on the command line --ca; if "
    "nobody knows it, the server needs a certificate from a trusted authority.",
    "Si esa raíz es de su organización, pídala allí y pase verify='raiz.pem', en la línea de órdenes --ca; si nadie la "
    "conoce, el servidor necesita un certificado de una autoridad de confianza.",
    "RFC 5280 §6",
    Side.NETWORK,
)
CERTIFICATE_ISSUER_UNKNOWN = _fault(
    "certificate-issuer-unknown",
    "The certificate of {host} leads to {issuer}, which the server does not show and this machine does not know.",
    "El certificado de {host} conduce a {issuer}, que el servidor no muestra y esta máquina no conoce.",
    "If that is an intermediate authority, have the server send the full chain; if it is a private root, such as that "
    "of a company or of a proxy that reads TLS, pass verify='root.pem', on the command line --ca.",
    "Si es una autoridad intermedia, haga que el servidor envíe la cadena completa; si es una raíz privada, como la de "
    "una empresa o de un proxy que lee TLS, pase verify='raiz.pem', en la línea de órdenes --ca.",
    "RFC 8446 §4.4.2, RFC 5280 §6",
    Side.NETWORK,
)
LOCAL_ROOT_UNKNOWN = _fault(
    "local-root-unknown",
    "The certificate of {host} comes from {issuer}, an Antiphon authority of another user or machine.",
    "El certificado de {host} viene de {issuer}, una autoridad de Antiphon de otro usuario o máquina.",
    "Copy its root from there (`antiphon trust --print-root`) and pass verify='root.pem'.",
    "Copie su raíz desde allí (`antiphon trust --print-root`) y pase verify='root.pem'.",
    "RFC 5280 §6",
)
CERTIFICATE_NAME_MISMATCH = _fault(
    "certificate-name-mismatch",
    "The certificate is not for {host}; it names {names}.",
    "El certificado no es para {host}; nombra {names}.",
    "Use one of those names in the URL, or serve a certificate that names {host}.",
    "Use uno de esos nombres en la URL, o sirva un certificado que nombre {host}.",
    "RFC 9525 §6, RFC 9110 §4.3.4",
)
CERTIFICATE_WITHOUT_NAMES = _fault(
    "certificate-without-names",
    "The certificate of {host} names no host: it has a common name ({subject}), which no longer counts, and no "
    "subjectAltName.",
    "El certificado de {host} no nombra ningún servidor: tiene un nombre común ({subject}), que ya no cuenta, y ningún "
    "subjectAltName.",
    "Issue it anew with {host} as a subjectAltName.",
    "Emítalo de nuevo con {host} como subjectAltName.",
    "RFC 9525 §6.3",
)
CERTIFICATE_REVOKED = _fault(
    "certificate-revoked",
    "The certificate of {host} was revoked by its issuer, {issuer}.",
    "El certificado de {host} fue revocado por su emisor, {issuer}.",
    "Do not send anything there; its operator must install a new certificate.",
    "No envíe nada allí; su operador debe instalar un certificado nuevo.",
    "RFC 5280 §6.3",
)
CERTIFICATE_NAME_CONSTRAINED = _fault(
    "certificate-name-constrained",
    "The certificate of {host} has a name that an authority above it may not certify: it is limited to others.",
    "El certificado de {host} tiene un nombre que una autoridad superior no puede certificar: está limitada a otros.",
    "Have it issued by an authority that may certify {host}; do not trust this one: it may be forged.",
    "Pídalo a una autoridad que pueda certificar {host}; no confíe en este: puede ser falso.",
    "RFC 5280 §4.2.1.10",
)
CERTIFICATE_WEAK = _fault(
    "certificate-weak",
    "The certificate of {host} uses a key or signature that is too weak ({reason}).",
    "El certificado de {host} usa una clave o firma demasiado débil ({reason}).",
    "Serve one with an ECDSA P-256 or RSA 2048 key and a SHA-256 signature.",
    "Sirva uno con clave ECDSA P-256 o RSA 2048 y firma SHA-256.",
    "RFC 9325 §4.5",
)
CERTIFICATE_PURPOSE = _fault(
    "certificate-purpose",
    "The certificate of {host}, or one above it, is not for TLS servers: its key usage or extended key usage is for "
    "something else, such as clients.",
    "El certificado de {host}, o uno superior, no es para servidores TLS: su uso de clave, o el extendido, es para "
    "otra cosa, como clientes.",
    "Issue it anew with serverAuth in the extended key usage, and digitalSignature in the key usage.",
    "Emítalo de nuevo con serverAuth en el uso de clave extendido y digitalSignature en el uso de clave.",
    "RFC 5280 §4.2.1.3, §4.2.1.12",
)
CERTIFICATE_ISSUER_NO_AUTHORITY = _fault(
    "certificate-issuer-no-authority",
    "The certificate of {host}, or one above it, is signed by one that is not an authority's, so it proves nothing.",
    "El certificado de {host}, o uno superior, está firmado por uno que no es de una autoridad, así que nada prueba.",
    "Have it issued by an authority: the issuer's certificate needs CA:TRUE in the basic constraints, and keyCertSign.",
    "Pídalo a una autoridad: el certificado del emisor necesita CA:TRUE en las restricciones básicas, y keyCertSign.",
    "RFC 5280 §4.2.1.9, §6.1.4",
)
CERTIFICATE_PATH_TOO_LONG = _fault(
    "certificate-path-too-long",
    "Between the certificate of {host} and its root there are more authorities than one of them allows.",
    "Entre el certificado de {host} y su raíz hay más autoridades de las que una de ellas permite.",
    "Have it issued by the authority that sets the limit (pathlen in the basic constraints), or by one without it.",
    "Pídalo a la autoridad que pone el límite (pathlen en las restricciones básicas), o a una que no lo tenga.",
    "RFC 5280 §4.2.1.9",
)
CERTIFICATE_REFUSED = _fault(
    "certificate-refused",
    "The certificate of {host} was refused: {reason}.",
    "El certificado de {host} fue rechazado: {reason}.",
    "Look at the chain that the server sends: `antiphon explain URL --tls` shows every certificate of it.",
    "Mire la cadena que envía el servidor: `antiphon explain URL --tls` muestra cada uno de sus certificados.",
    "RFC 5280 §6",
)

# -- certificates of clients -------------------------------------------------------------------------------

CLIENT_CERTIFICATE_MISSING = _fault(
    "client-certificate-missing",
    "The server asks for a client certificate, and none was sent.",
    "El servidor pide un certificado de cliente y no se envió ninguno.",
    "Pass cert=('client.pem', 'client.key'), on the command line --cert and --key.",
    "Pase cert=('cliente.pem', 'cliente.key'), en la línea de órdenes --cert y --key.",
    "RFC 8446 §4.4.2.4",
    Side.CLIENT,
)
CLIENT_CERTIFICATE_UNACCEPTED = _fault(
    "client-certificate-unaccepted",
    "The server ended TLS with the alert {alert}: it does not accept the client's certificate, or wants one and got "
    "none.",
    "El servidor terminó TLS con la alerta {alert}: no acepta el certificado del cliente, o quiere uno y no recibió "
    "ninguno.",
    "Send one that is valid now and issued by an authority that the server accepts: cert=, on the command line --cert "
    "and --key.",
    "Envíe uno que sea válido ahora y emitido por una autoridad que el servidor acepte: cert=, en la línea de órdenes "
    "--cert y --key.",
    "RFC 8446 §4.4.2.4, §6.2",
    Side.CLIENT,
)
CLIENT_CERTIFICATE_REFUSED = _fault(
    "client-certificate-refused",
    "The client's certificate was refused: {reason}.",
    "El certificado del cliente fue rechazado: {reason}.",
    "Send one that is valid now and issued by an authority that this server accepts.",
    "Envíe uno que sea válido ahora y emitido por una autoridad que este servidor acepte.",
    "RFC 8446 §4.4.2.4",
    Side.CLIENT,
)

# -- the handshake -----------------------------------------------------------------------------------------

TLS_VERSION_UNSUPPORTED = _fault(
    "tls-version-unsupported",
    "The two ends share no version of TLS; this end speaks 1.2 and 1.3 only.",
    "Los dos extremos no comparten ninguna versión de TLS; este extremo solo habla 1.2 y 1.3.",
    "Upgrade the other end: TLS 1.0 and 1.1 are prohibited.",
    "Actualice el otro extremo: TLS 1.0 y 1.1 están prohibidos.",
    "RFC 8996",
)
TLS_NO_SHARED_CIPHER = _fault(
    "tls-no-shared-cipher",
    "The two ends share no cipher suite, group or signature algorithm.",
    "Los dos extremos no comparten ninguna suite de cifrado, grupo ni algoritmo de firma.",
    "Allow AES-GCM or ChaCha20-Poly1305 with ECDHE on both ends.",
    "Permita AES-GCM o ChaCha20-Poly1305 con ECDHE en ambos extremos.",
    "RFC 8446 §4.1.1, RFC 9325 §4.2",
)
TLS_NO_SHARED_PROTOCOL = _fault(
    "tls-no-shared-application-protocol",
    "The two ends share no application protocol: the server accepts none of those that the client offers in ALPN.",
    "Los dos extremos no comparten protocolo de aplicación: el servidor no admite ninguno de los que el cliente ofrece "
    "en ALPN.",
    "Have the server accept http/1.1 besides h2; if it is no web server, check the port.",
    "Haga que el servidor admita http/1.1 además de h2; si no es un servidor web, revise el puerto.",
    "RFC 7301 §3.2",
    Side.NETWORK,
)
PLAIN_ANSWER_TO_TLS = _fault(
    "plain-answer-to-tls",
    "The server answered the TLS handshake in plain HTTP.",
    "El servidor respondió al saludo TLS con HTTP sin cifrar.",
    "Use an http:// URL for this port, or the port that speaks HTTPS.",
    "Use una URL http:// para este puerto, o el puerto que habla HTTPS.",
    "RFC 9110 §4.2.2",
    Side.USER,
)
PLAIN_REQUEST_TO_TLS = _fault(
    "plain-request-to-tls",
    "A plain HTTP request arrived where TLS is spoken.",
    "Llegó una petición HTTP sin cifrar donde se habla TLS.",
    "Use an https:// URL for this port.",
    "Use una URL https:// para este puerto.",
    "RFC 9110 §4.2.2",
    Side.CLIENT,
    400,
)
NOT_TLS = _fault(
    "not-tls",
    "The other end sent bytes that are no TLS record: {bytes}.",
    "El otro extremo envió bytes que no son un registro TLS: {bytes}.",
    "Check the port: something else than TLS is spoken there.",
    "Revise el puerto: allí se habla algo distinto de TLS.",
    "RFC 8446 §5.1",
    Side.NETWORK,
)
OTHER_PROTOCOL_THAN_TLS = _fault(
    "other-protocol-than-tls",
    "The other end speaks {protocol}, not TLS: it sent {bytes}.",
    "El otro extremo habla {protocol}, no TLS: envió {bytes}.",
    "Check the port: the one of the HTTPS server is another.",
    "Revise el puerto: el del servidor HTTPS es otro.",
    "RFC 8446 §5.1",
    Side.USER,
)
SPEAKS_NO_TLS = frozenset({NOT_TLS, OTHER_PROTOCOL_THAN_TLS, PLAIN_ANSWER_TO_TLS})
"""The other end answered a ClientHello, and not in TLS: what it speaks besides is another matter."""
TLS_OFFER_REFUSED = _fault(
    "tls-offer-refused",
    "The other end accepts nothing of what this end offered: it ended TLS with the alert {alert}.",
    "El otro extremo no acepta nada de lo que este ofreció: terminó TLS con la alerta {alert}.",
    "Its log has the reason. Usual ones: only old cipher suites are allowed there (allow ECDHE with AES-GCM), it does "
    "not know the name asked for, or it wants a client certificate.",
    "Su registro tiene el motivo. Los habituales: allí solo se permiten cifrados viejos (permita ECDHE con AES-GCM), "
    "no conoce el nombre pedido, o quiere un certificado de cliente.",
    "RFC 8446 §6.2",
    Side.NETWORK,
)
TLS_ALERT = _fault(
    "tls-alert",
    "The other end ended TLS with the alert {alert}.",
    "El otro extremo terminó TLS con la alerta {alert}.",
    "Its log has the reason; check versions, ciphers and the name asked for.",
    "Su registro tiene el motivo; revise versiones, cifrados y el nombre pedido.",
    "RFC 8446 §6.2",
    Side.NETWORK,
)
CERTIFICATE_REFUSED_BY_PEER = _fault(
    "certificate-refused-by-peer",
    "The other end refused this end's certificate with the alert {alert}.",
    "El otro extremo rechazó el certificado de este extremo con la alerta {alert}.",
    "On a server with the local authority, run `antiphon trust`; on a client, send a certificate that the "
    "server accepts.",
    "En un servidor con la autoridad local, ejecute `antiphon trust`; en un cliente, envíe un certificado "
    "que el servidor acepte.",
    "RFC 8446 §6.2",
    Side.NETWORK,
)
TLS_NAME_UNRECOGNIZED = _fault(
    "tls-name-unrecognized",
    "The server serves no host named {host}.",
    "El servidor no sirve ningún host llamado {host}.",
    "Check the host in the URL, and the server's list of names.",
    "Revise el host de la URL y la lista de nombres del servidor.",
    "RFC 6066 §3",
)
TLS_NAME_NEEDED = _fault(
    "tls-name-needed",
    "The server wants to be asked for a name (SNI), and an address, {host}, is never sent as one.",
    "El servidor quiere que se le pida un nombre (SNI), y una dirección, {host}, nunca se envía como tal.",
    "Use the server's name in the URL; `--resolve NAME:PORT:{host}` sends it to this address all the same.",
    "Use el nombre del servidor en la URL; `--resolve NOMBRE:PUERTO:{host}` lo envía igualmente a esta dirección.",
    "RFC 6066 §3",
    Side.USER,
)
TLS_ENDED_IN_HANDSHAKE = _fault(
    "tls-ended-in-handshake",
    "The connection ended in the middle of the TLS handshake.",
    "La conexión terminó en medio del saludo TLS.",
    "If the port speaks plain HTTP, use an http:// URL; else look in the other end's log, or for a firewall between.",
    "Si el puerto habla HTTP sin cifrar, use una URL http://; si no, mire el registro del otro extremo, o busque un "
    "cortafuegos por medio.",
    "RFC 8446 §4",
    Side.NETWORK,
)
TLS_TAMPERED = _fault(
    "tls-tampered",
    "A TLS record failed its integrity check: its bytes changed on the way.",
    "Un registro TLS no pasó la prueba de integridad: sus bytes cambiaron por el camino.",
    "Nothing of it was used. Try again; if it repeats, something between the two ends alters traffic.",
    "No se usó nada de él. Repita; si vuelve a ocurrir, algo entre los dos extremos altera el tráfico.",
    "RFC 8446 §5.2",
    Side.NETWORK,
)
TLS_RENEGOTIATION = _fault(
    "tls-renegotiation",
    "The other end tried to renegotiate TLS, which is not allowed here.",
    "El otro extremo intentó renegociar TLS, lo que aquí no se permite.",
    "Use TLS 1.3, or open a new connection.",
    "Use TLS 1.3, o abra una conexión nueva.",
    "RFC 9325 §3.5",
    Side.NETWORK,
)
TLS_UNFINISHED = _fault(
    "tls-unfinished",
    "Data was to be sent before the TLS handshake was complete.",
    "Se iban a enviar datos antes de completar el saludo TLS.",
    "Call handshake() until it returns True.",
    "Llame a handshake() hasta que devuelva True.",
    "RFC 8446 §2",
    Side.USER,
)
TLS_FAILED = _fault(
    "tls-failed",
    "TLS failed: {reason}.",
    "TLS falló: {reason}.",
    "Look at the other end's log; `openssl s_client` shows the handshake.",
    "Mire el registro del otro extremo; `openssl s_client` muestra el saludo.",
    "RFC 8446 §6",
    Side.NETWORK,
)

# -- certificates and keys given by the user ---------------------------------------------------------------

CERTIFICATE_FILE_UNREADABLE = _fault(
    "certificate-file-unreadable",
    "{path} cannot be read: {reason}.",
    "No se puede leer {path}: {reason}.",
    "Give the path of a PEM file that this user may read.",
    "Indique la ruta de un fichero PEM que este usuario pueda leer.",
    "RFC 7468 §5",
    Side.USER,
)
CERTIFICATE_FILE_NOT_PEM = _fault(
    "certificate-file-not-pem",
    "{path} holds no certificate in PEM form.",
    "{path} no contiene ningún certificado en formato PEM.",
    "It must have a line `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE` converts a DER file.",
    "Debe tener una línea `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FICHERO` convierte un DER.",
    "RFC 7468 §5",
    Side.USER,
)
KEY_FILE_NOT_PEM = _fault(
    "key-file-not-pem",
    "{path} holds no private key in PEM form.",
    "{path} no contiene ninguna clave privada en formato PEM.",
    "It must have a line `-----BEGIN PRIVATE KEY-----` or the like; name the key's file as the second of the pair.",
    "Debe tener una línea `-----BEGIN PRIVATE KEY-----` o similar; indique el fichero de la clave en segundo lugar.",
    "RFC 7468 §10",
    Side.USER,
)
KEY_MISMATCH = _fault(
    "key-mismatch",
    "The key in {key_path} does not belong to the certificate in {path}.",
    "La clave de {key_path} no corresponde al certificado de {path}.",
    "Give the key that the certificate was made for; the server's own certificate comes first in its file.",
    "Indique la clave con la que se hizo el certificado; el certificado propio va primero en su fichero.",
    "RFC 5280 §4.1.2.7",
    Side.USER,
)
KEY_PASSPHRASE = _fault(
    "key-passphrase",
    "The key in {path} is encrypted, and the passphrase is wrong or missing.",
    "La clave de {path} está cifrada y la contraseña falta o es incorrecta.",
    "Pass cert=(certificate, key, passphrase), or store the key without one in a file of mode 0600.",
    "Pase cert=(certificado, clave, contraseña), o guarde la clave sin ella en un fichero de modo 0600.",
    "RFC 7468 §11",
    Side.USER,
)
CERTIFICATE_UNUSABLE = _fault(
    "certificate-unusable",
    "The certificate or key in {path} cannot be used: {reason}.",
    "El certificado o la clave de {path} no se puede usar: {reason}.",
    "Make a new one with an ECDSA P-256 or RSA 2048 key.",
    "Cree uno nuevo con clave ECDSA P-256 o RSA 2048.",
    "RFC 9325 §4.5",
    Side.USER,
)
CERTIFICATE_ARGUMENT = _fault(
    "certificate-argument",
    "A client certificate is given as a path, a (certificate, key) pair or a (certificate, key, passphrase) triple.",
    "Un certificado de cliente se indica como ruta, par (certificado, clave) o terna (certificado, clave, contraseña).",
    "Pass cert='both.pem', cert=('client.pem', 'client.key') or a ClientCertificate.",
    "Pase cert='ambos.pem', cert=('cliente.pem', 'cliente.key') o un ClientCertificate.",
    "RFC 8446 §4.4.2.4",
    Side.USER,
)

# -- the local authority -----------------------------------------------------------------------------------

AUTHORITY_KEY_EXPOSED = _fault(
    "authority-key-exposed",
    "The key of the local authority, {path}, can be read by other users (mode {mode}).",
    "La clave de la autoridad local, {path}, puede ser leída por otros usuarios (modo {mode}).",
    "If nobody else uses this machine, run `chmod 600 {path}`; otherwise delete its folder and run `antiphon trust`.",
    "Si nadie más usa esta máquina, ejecute `chmod 600 {path}`; si no, borre su carpeta y ejecute `antiphon trust`.",
    "RFC 5280 §9",
    Side.USER,
)
AUTHORITY_DAMAGED = _fault(
    "authority-damaged",
    "The local authority in {path} cannot be used: {reason}.",
    "La autoridad local de {path} no se puede usar: {reason}.",
    "Delete that folder; a new authority is made at the next start. Then run `antiphon trust`.",
    "Borre esa carpeta; se creará una autoridad nueva al volver a iniciar. Luego ejecute `antiphon trust`.",
    "RFC 5280 §6",
    Side.USER,
)
AUTHORITY_UNWRITABLE = _fault(
    "authority-unwritable",
    "The local authority cannot be kept in {path}: {reason}.",
    "La autoridad local no se puede guardar en {path}: {reason}.",
    "Make the folder writable, or set ANTIPHON_HOME to one that is.",
    "Dé permiso de escritura en la carpeta, o fije ANTIPHON_HOME a otra que lo tenga.",
    "RFC 5280 §9",
    Side.USER,
)
NAME_NOT_LOCAL = _fault(
    "name-not-local",
    "The local authority may not certify {name}.",
    "La autoridad local no puede certificar {name}.",
    "It is limited to localhost, .local, .internal, .home.arpa, this machine's names and private "
    "addresses; for public names use a certificate from a public authority.",
    "Se limita a localhost, .local, .internal, .home.arpa, los nombres de esta máquina y direcciones "
    "privadas; para nombres públicos use un certificado de una autoridad pública.",
    "RFC 5280 §4.2.1.10",
    Side.USER,
)
