import type { VocabularyTexts } from '../catalogue.ts'

/** Portuguese. */
export const pt: VocabularyTexts = {
  tags: {
    'AUD:NAMED': 'só pessoas nomeadas | Só os agentes nomeados podem ler, e não partilham com ninguém.',
    'AUD:DESK':
      'só o ponto de contacto | O ponto de contacto lê; qualquer outro precisa do consentimento do remetente.',
    'AUD:ORG':
      'instituição destinatária, necessidade de conhecer | Podem ler os agentes da instituição que precisem.',
    'AUD:DOM':
      'também certas autoridades do Estado destinatário | Os tipos de autoridade indicados desse Estado também podem ter acesso.',
    'AUD:NET': 'pontos de contacto de uma rede | Pode ir aos pontos de contacto da rede indicada.',
    'AUD:PUBLIC': 'publicado | É público e nada diz que o não seja.',
    'PUR:CRIM-INV': 'investigação criminal | Pode servir para investigar um crime.',
    'PUR:CRIM-PROS': 'ação penal | Pode servir para perseguir um crime.',
    'PUR:CRIM-TRIAL': 'julgamento | Pode servir num julgamento penal.',
    'PUR:TRACE': 'localização de ativos | Pode servir para descobrir para onde foram ativos.',
    'PUR:FREEZE': 'congelamento de ativos | Pode servir para congelar ou apreender ativos.',
    'PUR:CONFISC': 'perda de bens | Pode servir para declarar a perda de bens e restituí-los.',
    'PUR:MLA-PREP':
      'preparação de um pedido de auxílio judiciário | Pode servir para redigir um pedido formal.',
    'PUR:FIU-ANALYSIS':
      'análise por uma unidade de informação financeira | Uma unidade de informação financeira pode analisar.',
    'PUR:CIVIL': 'processo civil | Pode servir num processo civil.',
    'PUR:ADMIN': 'processo administrativo | Pode servir num processo administrativo.',
    'PUR:TAX': 'matéria fiscal | Pode servir num processo fiscal.',
    'PUR:THREAT': 'ameaça imediata e grave | Pode servir para afastar uma ameaça imediata e grave.',
    'EV:MLA-ONLY': 'só para preparar um pedido | Pode servir para redigir um pedido formal e para mais nada.',
    'EV:LEAD':
      'só pista, não prova sem consentimento | Pode orientar uma investigação; nenhum tribunal vê sem consentimento.',
    'EV:COERCE-OK':
      'permite medidas provisórias, não prova sem consentimento | Pode fundar um congelamento ou busca; como prova, só com consentimento.',
    'EV:OK': 'utilizável como prova | O consentimento para uso como prova é dado já.',
    'ONW:NO': 'não transmitir | Não vai a nenhum outro Estado, rede ou organização.',
    'ONW:CONSENT':
      'transmitir só com consentimento | Só vai a outro Estado, rede ou organização com consentimento.',
    'ONW:LIST':
      'transmitir aos indicados, senão com consentimento | Os da lista podem ter; os outros só com consentimento.',
    'CONF:CONTENT':
      'conteúdo confidencial | Só sai do nó por decisão de uma pessoa; ninguém visado é informado sem consentimento.',
    'CONF:EXISTENCE': 'existência confidencial | Nem o facto da comunicação pode ser conhecido.',
    'CONF:UNTIL':
      'confidencial até uma data ou um facto | Até lá nada se faz que se possa notar fora do ponto de contacto.',
    'CONF:SOURCE': 'não atribuir à fonte | Pode ser usado sem dizer de onde vem.',
    'ACT:NONE': 'nada fazer | Nenhum ato pode assentar nisto.',
    'ACT:ASK-FIRST': 'perguntar antes de agir | Todo o ato exige o consentimento do remetente.',
    'ACT:PASSIVE':
      'só ficheiros e registos próprios | Pode comparar-se com o que se tem; ninguém de fora o deve notar.',
    'ACT:ACTIVE': 'diligências visíveis permitidas | As diligências podem ver-se de fora.',
    'ACT:NO-TIPOFF': 'não contactar nenhum visado | As pessoas visadas não devem saber.',
    'ACT:NO-FREEZE-YET':
      'não congelar sem perguntar | Os ativos estão sob vigilância; um congelamento exige consentimento.',
    'REL:DIRECT': 'envio direto, sem retransmissores | Nenhum retransmissor o leva, nem selado.',
    'REL:SEALED':
      'retransmissores indicados, selado | Só os retransmissores indicados o podem levar, selado.',
    'REL:ANY-SEALED': 'qualquer retransmissor da rede, selado | Qualquer retransmissor o pode levar, selado.',
    'RET:DELETE': 'apagar até | É apagado nesta data, salvo consentimento do remetente para mais.',
    'RET:REVIEW': 'rever ou apagar até | Nesta data uma pessoa decide se fica; senão é apagado.',
    'RET:HOLD':
      'guardado, limitado, pela razão indicada | A lei pede que se guarde: é limitado em vez de apagado.',
    EVAL: 'fiabilidade da fonte e da informação | Que confiança merecem a fonte e a informação.',
    'DP:SPECIAL':
      'categorias especiais de dados | Dados especialmente protegidos: só agentes habilitados leem.',
    'DP:VICTIM': 'dados de uma vítima | Diz respeito a uma vítima: só agentes habilitados leem.',
    'DP:WITNESS': 'dados de uma testemunha | Diz respeito a uma testemunha: só agentes habilitados leem.',
    'DP:MINOR': 'dados de um menor | Diz respeito a um menor: só agentes habilitados leem.',
    'DP:BASIS': 'base da transferência de dados | Com que fundamento jurídico os dados foram enviados.',
    'DP:NO-AUTO': 'sem tratamento automático | Nenhuma máquina analisa nem traduz.',
    'SEC:BANK': 'segredo bancário | Vem do segredo bancário: como prova, só com consentimento.',
    'SEC:TAX': 'segredo fiscal | Vem do segredo fiscal: como prova, só com consentimento.',
    'SEC:FIU':
      'segredo de uma unidade de informação financeira | Vem de tal unidade: como prova, só com consentimento.',
    'SEC:PRIVILEGE':
      'sigilo do advogado | Advogado e cliente podem estar protegidos: uma equipa de filtro lê primeiro.',
    'SEC:INFORMANT': 'protege um informador | Podia revelar um informador: como prova, só com consentimento.',
    'CLS:NONE': 'não classificado | Não tem classificação.',
    'CLS:RESTRICTED': 'reservado, com marca nacional | Está classificado RESERVADO e marcado assim.',
    'BIND:BY-LAW': 'as condições obrigam por lei | Obrigam por lei desde a receção.',
    'BIND:PRIOR-NOTICE':
      'as condições obrigam após aviso e acordo | A natureza é anunciada primeiro; o conteúdo segue o acordo.',
    'BIND:OFFER':
      'selado até ao compromisso | O conteúdo só sai do remetente quando as condições são aceites.',
    'BIND:MOU': 'as condições obrigam por um memorando | Obrigam como diz um memorando de entendimento.',
    'URG:NORMAL': 'urgência normal | O prazo habitual basta.',
    'URG:URGENT': 'urgente | É preciso resposta em horas ou dias.',
    'URG:IMMEDIATE': 'imediato: ativos prestes a sair | Há ativos prestes a sair: agir já.',
    OTHER: 'por outras palavras | Uma pessoa diz o que significa e informa o remetente; até lá bloqueia.',
  },
  operations: {
    READ: 'ler | Abrir e ler.',
    CHECK: 'comparar com o que se tem | Procurar nos próprios ficheiros e registos.',
    INT: 'partilhar na instituição | Dar a alguém da própria instituição.',
    DOM: 'partilhar neste Estado | Dar a outra autoridade deste Estado.',
    ONW: 'transmitir para fora deste Estado | Dar a outro Estado, rede ou organização.',
    RELAY: 'encaminhar selado | Deixar um retransmissor levar selado.',
    LEAD: 'usar como pista | Abrir ou orientar uma investigação.',
    MLA: 'redigir um pedido formal | Usar num pedido de auxílio judiciário.',
    EVID: 'apresentar em tribunal | Levar a um tribunal.',
    COERCE: 'fundar uma medida coerciva | Fundar um congelamento, uma busca ou uma detenção.',
    TIPOFF: 'contactar um visado | Deixar que alguém visado saiba.',
    NONCRIM: 'matéria civil, administrativa ou fiscal | Usar fora do processo penal.',
    EXPORT: 'imprimir, copiar, tirar do nó | Tirar do que este nó protege.',
    AUTO: 'analisar ou traduzir automaticamente | Deixar uma máquina trabalhar nisto.',
    RETAIN: 'guardar para além da data | Guardar embora o tempo tenha passado.',
    EXCULP: 'revelar o que iliba | Dar a um arguido o que fala por ele.',
    STAT: 'contar, sem conteúdo | Contar sem mostrar nada.',
  },
  effects: {
    A: 'permite | É permitido, e fica no registo.',
    C: 'pede o consentimento do remetente | O remetente tem de consentir primeiro.',
    NB: 'pede um aviso antes | O remetente é avisado primeiro, e espera-se.',
    NA: 'pede um aviso depois | O remetente é avisado depois.',
    H: 'pede uma decisão humana | Uma pessoa decide primeiro, e a decisão fica registada.',
    D: 'proíbe | Não é permitido.',
  },
  duties: {
    NOTIFY_AFTER: 'avisar depois | Dizer sem demora ao remetente o que foi feito.',
    ERASE: 'apagar no fim do prazo | Apagar na sua data.',
    REVIEW: 'rever a conservação | Decidir na sua data se fica.',
    NO_ATTRIBUTION: 'não nomear a fonte | Usar sem dizer de onde vem.',
    AGGREGATE_ONLY: 'contar só em totais | Mostrar só em somas que não o denunciem.',
    HIDE_EXISTENCE: 'calar que existe | Manter fora de listas e índices.',
    CHECK_CLOCK: 'verificar o relógio | O relógio desta máquina está atrasado: acertá-lo.',
    REPORT_USE: 'comunicar o uso | Dizer ao remetente que o seu consentimento foi usado.',
    BIND_RECIPIENT: 'obrigar quem recebe | Entregar junto as condições do consentimento.',
    UNDERTAKE_TIGHTENING:
      'aceitar as condições agravadas | As condições foram agravadas: aceitá-las ou dizer que não é possível.',
    REPORT_EXCEPTION:
      'comunicar a exceção | Dizer ao remetente o que a lei obrigou a fazer e que condições não foram cumpridas.',
    LOG_ACCESS: 'registar o acesso | Anotar quem viu os registos, quando e porquê.',
  },
  exceptions: {
    'X:EXCULP': 'direito do arguido | O que iliba pode ser revelado; o remetente é avisado antes.',
    'X:LIFE': 'ameaça iminente à vida | É permitido o estritamente necessário; o remetente é avisado logo.',
    'X:COMPELLED':
      'o que a lei impõe | Faz-se o que a lei impõe; o remetente sabe que condições não foram cumpridas.',
    'X:OVERSIGHT': 'controlo dos registos | As autoridades de controlo veem os registos, nunca o conteúdo.',
    'X:DATASUBJECT':
      'resposta ao titular dos dados | A pessoa recebe resposta; o remetente é consultado antes.',
  },
}
