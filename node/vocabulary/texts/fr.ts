import type { VocabularyTexts } from '../catalogue.ts'

/** French. */
export const fr: VocabularyTexts = {
  tags: {
    'AUD:NAMED':
      'personnes nommées seulement | Seuls les agents nommés peuvent le lire, et ils ne le partagent avec personne.',
    'AUD:DESK':
      'point de contact seulement | Le point de contact le lit ; tout autre a besoin de l’accord de l’expéditeur.',
    'AUD:ORG':
      'institution destinataire, besoin d’en connaître | Les agents de l’institution qui en ont besoin peuvent le lire.',
    'AUD:DOM':
      'aussi certaines autorités de l’État destinataire | Les catégories d’autorités indiquées de cet État peuvent aussi l’avoir.',
    'AUD:NET': 'points de contact d’un réseau | Il peut aller aux points de contact du réseau indiqué.',
    'AUD:PUBLIC': 'publié | C’est public et ne dit rien qui ne le soit.',
    'PUR:CRIM-INV': 'enquête pénale | Peut servir à enquêter sur une infraction.',
    'PUR:CRIM-PROS': 'poursuites | Peut servir à poursuivre une infraction.',
    'PUR:CRIM-TRIAL': 'procès | Peut servir dans un procès pénal.',
    'PUR:TRACE': 'localisation d’avoirs | Peut servir à retrouver où sont passés des avoirs.',
    'PUR:FREEZE': 'gel d’avoirs | Peut servir à geler ou saisir des avoirs.',
    'PUR:CONFISC': 'confiscation | Peut servir à confisquer et à restituer des avoirs.',
    'PUR:MLA-PREP':
      'préparation d’une demande d’entraide judiciaire | Peut servir à rédiger une demande formelle.',
    'PUR:FIU-ANALYSIS':
      'analyse par une cellule de renseignement financier | Une cellule de renseignement financier peut l’analyser.',
    'PUR:CIVIL': 'procédure civile | Peut servir dans une procédure civile.',
    'PUR:ADMIN': 'procédure administrative | Peut servir dans une procédure administrative.',
    'PUR:TAX': 'matière fiscale | Peut servir dans une procédure fiscale.',
    'PUR:THREAT': 'menace immédiate et grave | Peut servir à écarter une menace immédiate et grave.',
    'EV:MLA-ONLY':
      'seulement pour préparer une demande | Peut servir à rédiger une demande formelle, et à rien d’autre.',
    'EV:LEAD':
      'piste seulement, pas de preuve sans accord | Peut guider une enquête ; aucun tribunal ne le voit sans accord.',
    'EV:COERCE-OK':
      'mesures provisoires possibles, pas de preuve sans accord | Un gel ou une perquisition peut s’y fonder ; preuve seulement avec accord.',
    'EV:OK': 'utilisable comme preuve | L’accord à l’usage comme preuve est donné dès maintenant.',
    'ONW:NO': 'ne pas transmettre plus loin | Ne va à aucun autre État, réseau ou organisation.',
    'ONW:CONSENT':
      'transmission seulement avec accord | Ne va à un autre État, réseau ou organisation qu’avec accord.',
    'ONW:LIST':
      'transmission à ceux indiqués, sinon avec accord | Ceux de la liste peuvent l’avoir ; les autres seulement avec accord.',
    'CONF:CONTENT':
      'contenu confidentiel | Ne sort du nœud que sur décision d’une personne ; nul concerné n’est informé sans accord.',
    'CONF:EXISTENCE': 'existence confidentielle | Même le fait de la communication ne doit pas être connu.',
    'CONF:UNTIL':
      'confidentiel jusqu’à une date ou un événement | Jusque-là, rien n’est fait qui puisse se remarquer hors du point de contact.',
    'CONF:SOURCE': 'ne pas attribuer à la source | Peut être utilisé sans nommer d’où cela vient.',
    'ACT:NONE': 'ne rien en faire | Aucun acte ne peut s’y fonder.',
    'ACT:ASK-FIRST': 'demander avant tout acte | Tout acte exige l’accord de l’expéditeur.',
    'ACT:PASSIVE':
      'propres fichiers et registres seulement | On peut le comparer à ce qu’on détient ; nul dehors ne doit le remarquer.',
    'ACT:ACTIVE': 'recherches visibles permises | Les recherches peuvent se voir de l’extérieur.',
    'ACT:NO-TIPOFF': 'ne contacter aucun intéressé | Les personnes concernées ne doivent rien en apprendre.',
    'ACT:NO-FREEZE-YET': 'pas de gel sans demander | Les avoirs sont surveillés ; un gel exige un accord.',
    'REL:DIRECT': 'envoi direct, sans relais | Aucun relais ne le porte, même scellé.',
    'REL:SEALED': 'relais indiqués, scellé | Seuls les relais indiqués peuvent le porter, scellé.',
    'REL:ANY-SEALED': 'tout relais du réseau, scellé | Tout relais peut le porter, scellé.',
    'RET:DELETE': 'à effacer avant le | Effacé à cette date, sauf accord de l’expéditeur pour davantage.',
    'RET:REVIEW':
      'à réexaminer ou effacer avant le | À cette date, une personne décide de le garder ; sinon il est effacé.',
    'RET:HOLD':
      'gardé, limité, pour la raison indiquée | La loi demande de le garder : il est limité au lieu d’être effacé.',
    EVAL: 'fiabilité de la source et de l’information | Quelle confiance méritent la source et l’information.',
    'DP:SPECIAL':
      'catégories particulières de données | Données spécialement protégées : seuls les agents habilités les lisent.',
    'DP:VICTIM': 'données d’une victime | Concerne une victime : seuls les agents habilités le lisent.',
    'DP:WITNESS': 'données d’un témoin | Concerne un témoin : seuls les agents habilités le lisent.',
    'DP:MINOR': 'données d’un mineur | Concerne un mineur : seuls les agents habilités le lisent.',
    'DP:BASIS': 'base du transfert des données | Sur quel fondement juridique les données ont été envoyées.',
    'DP:NO-AUTO': 'pas de traitement automatique | Aucune machine ne l’analyse ni ne le traduit.',
    'SEC:BANK': 'secret bancaire | Provient du secret bancaire : preuve seulement avec accord.',
    'SEC:TAX': 'secret fiscal | Provient du secret fiscal : preuve seulement avec accord.',
    'SEC:FIU':
      'secret d’une cellule de renseignement financier | Provient d’une telle cellule : preuve seulement avec accord.',
    'SEC:PRIVILEGE':
      'secret de l’avocat | Avocat et client peuvent être protégés : une équipe de filtrage lit d’abord.',
    'SEC:INFORMANT':
      'protège un informateur | Pourrait révéler un informateur : preuve seulement avec accord.',
    'CLS:NONE': 'non classifié | Ne porte aucune classification.',
    'CLS:RESTRICTED': 'diffusion restreinte, marquage national | Classifié RESTREINT et marqué ainsi.',
    'BIND:BY-LAW': 'les conditions lient de par la loi | Elles lient de par la loi dès la réception.',
    'BIND:PRIOR-NOTICE':
      'les conditions lient après avis et accord | La nature est annoncée d’abord ; le contenu suit l’accord.',
    'BIND:OFFER':
      'scellé jusqu’à l’engagement | Le contenu ne quitte l’expéditeur qu’une fois les conditions acceptées.',
    'BIND:MOU': 'les conditions lient par un mémorandum | Elles lient comme le dit un mémorandum d’entente.',
    'URG:NORMAL': 'urgence normale | Le délai habituel suffit.',
    'URG:URGENT': 'urgent | Une réponse est nécessaire en heures ou en jours.',
    'URG:IMMEDIATE':
      'immédiat : des avoirs vont partir | Des avoirs sont sur le point de partir : agir maintenant.',
    OTHER:
      'en d’autres mots | Une personne dit ce que cela signifie et en informe l’expéditeur ; jusque-là, cela bloque.',
  },
  operations: {
    READ: 'lire | L’ouvrir et le lire.',
    CHECK: 'comparer à ses données | Le chercher dans ses fichiers et registres.',
    INT: 'partager dans l’institution | Le donner à quelqu’un de sa propre institution.',
    DOM: 'partager dans cet État | Le donner à une autre autorité de cet État.',
    ONW: 'transmettre hors de cet État | Le donner à un autre État, réseau ou organisation.',
    RELAY: 'acheminer scellé | Laisser un relais le porter scellé.',
    LEAD: 'utiliser comme piste | Ouvrir ou orienter une enquête.',
    MLA: 'rédiger une demande formelle | S’en servir pour une demande d’entraide judiciaire.',
    EVID: 'produire en justice | Le présenter à un tribunal.',
    COERCE: 'fonder une mesure coercitive | Y fonder un gel, une perquisition ou une arrestation.',
    TIPOFF: 'contacter un intéressé | Laisser une personne concernée l’apprendre.',
    NONCRIM: 'matière civile, administrative ou fiscale | L’utiliser hors du pénal.',
    EXPORT: 'imprimer, copier, sortir du nœud | Le sortir de ce que ce nœud protège.',
    AUTO: 'analyser ou traduire automatiquement | Laisser une machine y travailler.',
    RETAIN: 'garder au-delà de la date | Le garder bien que son temps soit passé.',
    EXCULP: 'révéler ce qui disculpe | Donner à un accusé ce qui parle pour lui.',
    STAT: 'compter, sans contenu | Le compter sans rien en montrer.',
  },
  effects: {
    A: 'permet | C’est permis, et inscrit au registre.',
    C: 'demande l’accord de l’expéditeur | L’expéditeur doit d’abord donner son accord.',
    NB: 'demande un avis avant | L’expéditeur est d’abord averti, et l’on attend.',
    NA: 'demande un avis après | L’expéditeur est averti ensuite.',
    H: 'demande une décision humaine | Une personne décide d’abord, et la décision est consignée.',
    D: 'interdit | Ce n’est pas permis.',
  },
  duties: {
    NOTIFY_AFTER: 'avertir ensuite | Dire sans délai à l’expéditeur ce qui a été fait.',
    ERASE: 'effacer à l’échéance | L’effacer à sa date.',
    REVIEW: 'réexaminer la conservation | Décider à sa date s’il est gardé.',
    NO_ATTRIBUTION: 'ne pas nommer la source | L’utiliser sans dire d’où cela vient.',
    AGGREGATE_ONLY:
      'compter en totaux seulement | Ne le montrer que dans des sommes qui ne le trahissent pas.',
    HIDE_EXISTENCE: 'taire l’existence | Le tenir hors des listes et des index.',
    CHECK_CLOCK: 'vérifier l’horloge | L’horloge de cette machine retarde : la remettre à l’heure.',
    REPORT_USE: 'signaler l’usage | Dire à l’expéditeur que son accord a été utilisé.',
    BIND_RECIPIENT: 'lier le destinataire | Transmettre avec lui les conditions de l’accord.',
    UNDERTAKE_TIGHTENING:
      'accepter les conditions durcies | Les conditions ont été durcies : les accepter ou dire que c’est impossible.',
    REPORT_EXCEPTION:
      'signaler l’exception | Dire à l’expéditeur ce que la loi a fait faire, et quelles conditions n’ont pas été tenues.',
    LOG_ACCESS: 'consigner l’accès | Inscrire qui a vu les journaux, quand et pourquoi.',
  },
  exceptions: {
    'X:EXCULP': 'droit de l’accusé | Ce qui disculpe peut être révélé ; l’expéditeur est averti avant.',
    'X:LIFE':
      'menace imminente pour la vie | Ce qui est strictement nécessaire est permis ; l’expéditeur est averti aussitôt.',
    'X:COMPELLED':
      'contrainte de la loi | Ce que la loi impose est fait ; l’expéditeur apprend quelles conditions n’ont pas été tenues.',
    'X:OVERSIGHT':
      'contrôle des journaux | Les autorités de contrôle voient les journaux, jamais le contenu.',
    'X:DATASUBJECT':
      'réponse à la personne concernée | La personne reçoit une réponse ; l’expéditeur est consulté avant.',
  },
}
