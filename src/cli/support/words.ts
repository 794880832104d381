/**
 * Words that messages are made of: ours, those of OX, LDAP servers, the API server and Node. Beside them stand all names and descriptions of
 * the code itself (`vocabulary.ts`). No name of a person belongs in here, even if it is a word as well.
 */
export const COMMON_WORDS = `
  a about accepts access account accounts action add added address addresses admin administrator after again alias aliases all allowed
  allows alone already also alternatives altnames always an and anew annotate annotation annotations anonymous another answer answered
  answers any api apis app appeared application applied apply appropriate approved approves are args arguments array as aside ask asked
  asks assigned async at attempted attempts attribute attributes authority await back backing backup base be before begins behind being
  belongs below beside bind binding blanks body book boolean both bound broke brought but by bytes ca cache calendar call calls came can
  cannot capabilities carried case catch catches cert certificate certificates chain change changed changes changing character characters
  chars charset charts choose claimed clear cleared client clocks close closed cluster code com combination come comes comment common
  compared complete concerned config connect connection connections connector const contain contained context contexts control controller
  coordination copied copy copying correct could count country counts crds create created credentials crt current-context custom cut
  damaged data database date day days dc default definite definitions delete deleted deletion deletions denied depth deputies deputy
  description desired destination detail did different differs digits directory disabled disables disk display dn do docs does domain done
  drifts each econnrefused either election element elements else email empty enabled encrypted end end-point ended endpoint endpoints ends
  entity entries entry equal error established event events ever every everybody everything exactly example exceptions exchange exist
  existing exists expansion expected expecting expired explanation expression extensible face failed failing false fault faultcode
  faultstring faulty feeds fetch field fields file files filestore fill filled filter finalizer finds finished first fixed flag folder
  folders followed following follows for forgotten form format found free from front full function functional gave general get getaddrinfo
  gets give given global go goes gone got granted group groups guest guests had halted handle handling hands handshake has have head
  headers held helm here hexadecimal history hold holder holds host hostname hours how http https i id identifier if impossible in
  incomplete info install instead instruction insufficient integer intermediate into invalid invoking io is issuer it items its itself
  java job join joins json just keeps kept key keys kind knew know known knows kube kubeconfig kubectl label lack lacks lag lags language
  large last latency ldap ldaps ldapts ldif lead leads leases leave leaving left length less let letters level lie lies like limit limits
  line link list listen listens lists live load local localhost location lock log login long longer look looked lose loses lost lower
  lower-case made mail make making manifest manifests map mapping master master-admin master-password match may md mechanism meets
  megabytes members memory mend message meta method metrics minutes missing mode modelled module moment more most move moved ms multiple
  must name named names namespace namespaces need needs neither network never new newer newest newly next no nobody none nor not noted
  nothing now null number object objects octets of off offer ok old older on once one ones only open open-xchange-deputy opened
  openexchange operation operational operator option or org other others ours out outcome outside over overlay own owner ox ox-operator
  ox-simulator package page params parked part partition partly password path pathname pattern pauses pending perhaps permission
  permissions picks picture place placeholders plain plan planned point policy poll polls port prefix present preset primary print
  priority privilege process processing profile profiles proper properties protocol provisioning proxy put query quota quoted quotes ran
  reachable reached read reading reads reason reassign recognized record recorded redirect referred refuse refused refuses regular
  released remove renamed renewed repeated replace replica reply request required reset resolve resource resources response rest restored
  result return revision rights rmi room root roots round route row rule run runner running runs same says schema scheme search second
  secondary seconds section secure see self-signed send sent served server server-side servername service services set setting settings
  settled seven shared should show shows signed simulator since size so soap somebody something source space spec specified specify sql
  src stand standing stands start started starting starts state status stay stays step still stopped stopping storage store string
  stubborn succeed success such supplied supported surveys suspend suspended switch sync synchronous syncprov system tables tag take taken
  takes tell template test text than that the their them themselves then there these they this those three throw time timeout times
  timezone title tls to token told too touched transition tree tried trouble true trusted try trying turn twice two type uid unable
  unavailable undefined under underscore understood unexpected unique unknown unknown-source unless unlimited unreachable unset until up
  upgrade uri url use used user userid username users uses using valid value values verb verdict verify version via wait waiting waits wal
  want wants was watching way webservices well were what when where whether which while who whole whom whose with within without word work
  worked would wrapper write write-lock writer writes written wrong wrote wsdl xml yaml yet
`;

/** Spelled exactly so. */
export const TECHNICAL_WORDS = `
  A ACC API APIs Account AdminReachable Already Apply Auto BER BatchUpdateException Busy CA CERTIFICATE CERT_HAS_EXPIRED Cannot Check
  Client ConfigMap ConfigurationError ConstraintViolation ContentSync Context ContextCreated ContextDeleted ContextExistsException
  CreateOnly CredentialsGenerated DD DEPTH_ZERO_SELF_SIGNED_CERT DIR DN DNS DTD DatabaseUpdateException Delete DeletionsApproved
  DriftCorrected DuplicateExtensionException EACCES EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOENT ENOSPC ENOTFOUND EOF
  EPIPE EPROTO ERR_TLS_CERT_ALTNAME_INVALID ETIMEDOUT Enforce Error Exception Expected Fault File FunctionalAccountCreated
  FunctionalAccountDeleted GET GIF GroupExistsException Groupname HTML HTTP IP Illegal InsufficientAccessRights Invalid InvalidCredentials
  InvalidCredentialsException InvalidDNSyntax InvalidDataException JPEG JSON KUBECONFIG Kubernetes LDAP LDIF Lease MM Mandatory Missing
  NAME NULL NoSuchContextException NoSuchGroupException NoSuchObject NoSuchObjectException NoSuchResourceException NoSuchUserException
  Node OK OX OXContextService OXDeputyPermissionService OXGroupService OXResourceService OXSecondaryAccountService OXUserCopyService
  OXUserService OXs Object Observe OperationsError Orphan OutageEnded PATCH PEM PNG POST PRIMARY_MAIL_UNCHANGEABLE Pod Point Primary
  ProtocolError QuarantineEnded RESOLVED RFC Ready Reconciling RemoteException ResourceCreated ResourceDeleted ResourceExistsException
  SELF_SIGNED_CERT_IN_CHAIN SOAP SQLITE_BUSY SQLITE_CORRUPT SQLITE_FULL SQLITE_IOERR SQLITE_READONLY SQLite SSL STATUS_ADDRESS Secret
  Secrets Service SizeLimitExceeded SourceReachable Stalled StorageException TCP TLS TargetReachable TimeLimitExceeded Timestamps UDM
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE URI URL USERNAME_CHANGEABLE UTC UTF-8 UUID Unavailable
  UnwillingToPerform UserExistsException WSDL X509 XML YAML YYYY base64 baseDN bindDN caConfigMapRef caSecretRef changeDetection
  changeMember configMapRef contextId contextRef createContext defaultSenderAddress deletionGuard deletionPolicy email1 entryCSN entryUUID
  exceptionId fa_entry_uuid getData groupOfNames groupOfUniqueNames image1ContentType inetOrgPerson isOxGroup isOxUser k8s listAll
  memberOf memberUid modifyTimestamp objectClass oxAccess oxContextIDNum oxFunctionalAccount oxGroup oxUserObject person posixAccount
  posixGroup sha256 startTLS syncprov uniqueMember univentionObjectIdentifier userfield01 v1 v1alpha1
`;

/** Of which languages have so few that they say nothing by themselves, be they in somebody's name or not. */
export const FUNCTION_WORDS = `
  a all an and are as at be but by can for from has have in into is it its no none not of off on one or than that the then there these this to
  was were when which with without
`;
