import type { VocabularyTexts } from '../catalogue.ts'

/** Spanish. */
export const es: VocabularyTexts = {
  tags: {
    'AUD:NAMED':
      'solo personas nombradas | Solo pueden leerlo los funcionarios nombrados, y no lo comparten con nadie.',
    'AUD:DESK':
      'solo el punto de contacto | Lo lee el punto de contacto; cualquier otro necesita el consentimiento del remitente.',
    'AUD:ORG':
      'institución receptora, necesidad de conocer | Pueden leerlo los funcionarios de la institución que lo necesiten.',
    'AUD:DOM':
      'también ciertas autoridades del Estado receptor | Las clases de autoridad indicadas de ese Estado también pueden tenerlo.',
    'AUD:NET': 'puntos de contacto de una red | Puede ir a los puntos de contacto de la red indicada.',
    'AUD:PUBLIC': 'publicado | Es público y no dice nada que no lo sea.',
    'PUR:CRIM-INV': 'investigación penal | Puede usarse para investigar un delito.',
    'PUR:CRIM-PROS': 'enjuiciamiento | Puede usarse para perseguir un delito.',
    'PUR:CRIM-TRIAL': 'juicio | Puede usarse en un juicio penal.',
    'PUR:TRACE': 'localización de activos | Puede usarse para averiguar adónde fueron los activos.',
    'PUR:FREEZE': 'embargo preventivo | Puede usarse para congelar o incautar activos.',
    'PUR:CONFISC': 'decomiso | Puede usarse para decomisar y restituir activos.',
    'PUR:MLA-PREP':
      'preparar una solicitud de asistencia judicial | Puede usarse para redactar una solicitud formal.',
    'PUR:FIU-ANALYSIS':
      'análisis de una unidad de inteligencia financiera | Una unidad de inteligencia financiera puede analizarlo.',
    'PUR:CIVIL': 'procedimiento civil | Puede usarse en un procedimiento civil.',
    'PUR:ADMIN': 'procedimiento administrativo | Puede usarse en un procedimiento administrativo.',
    'PUR:TAX': 'materia tributaria | Puede usarse en un procedimiento tributario.',
    'PUR:THREAT': 'amenaza inmediata y grave | Puede usarse para evitar una amenaza inmediata y grave.',
    'EV:MLA-ONLY':
      'solo para preparar una solicitud | Puede usarse para redactar una solicitud formal y para nada más.',
    'EV:LEAD':
      'solo pista, no prueba sin consentimiento | Puede orientar una investigación; ningún tribunal lo ve sin consentimiento.',
    'EV:COERCE-OK':
      'permite medidas provisionales, no prueba sin consentimiento | Puede fundar un embargo o registro; como prueba, solo con consentimiento.',
    'EV:OK': 'utilizable como prueba | El consentimiento para usarlo como prueba se da ya.',
    'ONW:NO': 'no transmitir | No va a ningún otro Estado, red u organización.',
    'ONW:CONSENT':
      'transmitir solo con consentimiento | Va a otro Estado, red u organización solo con consentimiento.',
    'ONW:LIST':
      'transmitir a los indicados, si no con consentimiento | Los de la lista pueden tenerlo; los demás, solo con consentimiento.',
    'CONF:CONTENT':
      'contenido confidencial | Sale del nodo solo si lo decide una persona; a ningún afectado se le informa sin consentimiento.',
    'CONF:EXISTENCE': 'existencia confidencial | Ni siquiera debe conocerse el hecho de la comunicación.',
    'CONF:UNTIL':
      'confidencial hasta una fecha o un hecho | Hasta entonces no se hace nada que pueda notarse fuera del punto de contacto.',
    'CONF:SOURCE': 'no atribuir a la fuente | Puede usarse sin decir de dónde viene.',
    'ACT:NONE': 'no hacer nada con ello | Ningún acto puede fundarse en ello.',
    'ACT:ASK-FIRST': 'preguntar antes de actuar | Todo acto requiere el consentimiento del remitente.',
    'ACT:PASSIVE':
      'solo archivos y registros propios | Puede compararse con lo que se tiene; nadie de fuera debe notarlo.',
    'ACT:ACTIVE': 'se permiten averiguaciones visibles | Las averiguaciones pueden verse desde fuera.',
    'ACT:NO-TIPOFF': 'no contactar a ningún afectado | Las personas afectadas no deben enterarse.',
    'ACT:NO-FREEZE-YET':
      'no embargar sin preguntar | Los activos están vigilados; un embargo requiere consentimiento.',
    'REL:DIRECT': 'envío directo, sin repetidores | Ningún repetidor lo lleva, ni siquiera sellado.',
    'REL:SEALED': 'repetidores indicados, sellado | Solo los repetidores indicados pueden llevarlo, sellado.',
    'REL:ANY-SEALED': 'cualquier repetidor de la red, sellado | Cualquier repetidor puede llevarlo, sellado.',
    'RET:DELETE': 'borrar antes del | Se borra en esta fecha, salvo que el remitente consienta más.',
    'RET:REVIEW':
      'revisar o borrar antes del | En esta fecha una persona decide si se conserva; si no, se borra.',
    'RET:HOLD':
      'conservado, limitado, por el motivo indicado | La ley pide conservarlo: se limita en vez de borrarse.',
    EVAL: 'fiabilidad de la fuente y de la información | Cuánta confianza merecen la fuente y la información.',
    'DP:SPECIAL':
      'categorías especiales de datos | Datos especialmente protegidos: solo los leen funcionarios habilitados.',
    'DP:VICTIM': 'datos de una víctima | Se refiere a una víctima: solo lo leen funcionarios habilitados.',
    'DP:WITNESS': 'datos de un testigo | Se refiere a un testigo: solo lo leen funcionarios habilitados.',
    'DP:MINOR': 'datos de un menor | Se refiere a un menor: solo lo leen funcionarios habilitados.',
    'DP:BASIS': 'base de la transferencia de datos | Con qué fundamento jurídico se enviaron los datos.',
    'DP:NO-AUTO': 'sin tratamiento automático | Ninguna máquina lo analiza ni lo traduce.',
    'SEC:BANK': 'secreto bancario | Procede del secreto bancario: como prueba, solo con consentimiento.',
    'SEC:TAX': 'secreto tributario | Procede del secreto tributario: como prueba, solo con consentimiento.',
    'SEC:FIU':
      'secreto de una unidad de inteligencia financiera | Procede de tal unidad: como prueba, solo con consentimiento.',
    'SEC:PRIVILEGE':
      'secreto profesional del abogado | Abogado y cliente pueden estar protegidos: primero lee un equipo de filtro.',
    'SEC:INFORMANT':
      'protege a un informante | Podría revelar a un informante: como prueba, solo con consentimiento.',
    'CLS:NONE': 'sin clasificar | No lleva clasificación.',
    'CLS:RESTRICTED':
      'difusión limitada, con marca nacional | Está clasificado RESTRINGIDO y lleva esa marca.',
    'BIND:BY-LAW': 'las condiciones obligan por ley | Obligan por ley desde la recepción.',
    'BIND:PRIOR-NOTICE':
      'las condiciones obligan tras aviso y acuerdo | Primero se anuncia su naturaleza; el contenido sigue al acuerdo.',
    'BIND:OFFER':
      'sellado hasta el compromiso | El contenido sale del remitente solo cuando se aceptan las condiciones.',
    'BIND:MOU': 'las condiciones obligan por un memorando | Obligan como dice un memorando de entendimiento.',
    'URG:NORMAL': 'urgencia normal | Basta el plazo habitual.',
    'URG:URGENT': 'urgente | Hace falta respuesta en horas o días.',
    'URG:IMMEDIATE':
      'inmediato: los activos están por salir | Los activos están a punto de salir: actuar ahora.',
    OTHER:
      'en otras palabras | Una persona dice qué significa y lo comunica al remitente; hasta entonces bloquea.',
  },
  operations: {
    READ: 'leer | Abrirlo y leerlo.',
    CHECK: 'comparar con lo propio | Buscarlo en archivos y registros propios.',
    INT: 'compartir en la institución | Darlo a alguien de la propia institución.',
    DOM: 'compartir en este Estado | Darlo a otra autoridad de este Estado.',
    ONW: 'transmitir fuera de este Estado | Darlo a otro Estado, red u organización.',
    RELAY: 'reenviar sellado | Dejar que un repetidor lo lleve sellado.',
    LEAD: 'usar como pista | Abrir u orientar una investigación.',
    MLA: 'redactar una solicitud formal | Usarlo para una solicitud de asistencia judicial.',
    EVID: 'presentar en juicio | Presentarlo ante un tribunal.',
    COERCE: 'fundar una medida coercitiva | Fundar en ello un embargo, registro o detención.',
    TIPOFF: 'contactar a un afectado | Dejar que alguien afectado se entere.',
    NONCRIM: 'materia civil, administrativa o tributaria | Usarlo fuera de lo penal.',
    EXPORT: 'imprimir, copiar, sacar del nodo | Sacarlo de lo que este nodo protege.',
    AUTO: 'analizar o traducir automáticamente | Dejar que una máquina trabaje con ello.',
    RETAIN: 'conservar más allá de la fecha | Conservarlo aunque haya pasado su tiempo.',
    EXCULP: 'revelar lo que exculpa | Dar a un acusado lo que habla en su favor.',
    STAT: 'contar, sin contenido | Contarlo sin mostrar nada de ello.',
  },
  effects: {
    A: 'lo permite | Está permitido y se anota en el registro.',
    C: 'pide el consentimiento del remitente | El remitente tiene que consentir antes.',
    NB: 'pide un aviso antes | Primero se avisa al remitente y se espera.',
    NA: 'pide un aviso después | Se avisa al remitente después.',
    H: 'pide una decisión humana | Primero decide una persona y la decisión queda registrada.',
    D: 'lo prohíbe | No está permitido.',
  },
  duties: {
    NOTIFY_AFTER: 'avisar después | Decir sin demora al remitente lo que se hizo.',
    ERASE: 'borrar a su tiempo | Borrarlo en su fecha.',
    REVIEW: 'revisar la conservación | Decidir en su fecha si se conserva.',
    NO_ATTRIBUTION: 'no nombrar la fuente | Usarlo sin decir de dónde viene.',
    AGGREGATE_ONLY: 'contar solo en totales | Mostrarlo solo en sumas que no lo delaten.',
    HIDE_EXISTENCE: 'callar que existe | Mantenerlo fuera de listas e índices.',
    CHECK_CLOCK: 'revisar el reloj | El reloj de esta máquina va atrasado: ponerlo en hora.',
    REPORT_USE: 'informar del uso | Decir al remitente que se usó su consentimiento.',
    BIND_RECIPIENT: 'obligar a quien lo recibe | Entregar con ello las condiciones del consentimiento.',
    UNDERTAKE_TIGHTENING:
      'aceptar las condiciones endurecidas | Se endurecieron las condiciones: aceptarlas o decir que no se puede.',
    REPORT_EXCEPTION:
      'informar de la excepción | Decir al remitente qué obligó a hacer la ley y qué condiciones no se cumplieron.',
    LOG_ACCESS: 'registrar el acceso | Anotar quién vio los registros, cuándo y por qué.',
  },
  exceptions: {
    'X:EXCULP': 'derecho del acusado | Lo que exculpa puede revelarse; se avisa antes al remitente.',
    'X:LIFE':
      'amenaza inminente a la vida | Se permite lo estrictamente necesario; se avisa de inmediato al remitente.',
    'X:COMPELLED':
      'lo que impone la ley | Se hace lo que la ley impone; el remitente sabe qué condiciones no se cumplieron.',
    'X:OVERSIGHT': 'control de los registros | Los supervisores ven los registros, nunca el contenido.',
    'X:DATASUBJECT': 'respuesta al interesado | Se responde a la persona; antes se consulta al remitente.',
  },
}
