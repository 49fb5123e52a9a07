import { latin, type OrderWords } from "../order-words.ts";

export const english: OrderWords = {
  script: latin,
  self: "i|i'm|i'll|i'd|i've|we|we're|we'll|my|our|me|us|he|she|they|people|nobody|everybody",
  drop: "ignore|disregard|forget(?: about)?|override|overrule|bypass|circumvent|discard|set aside|abandon|delete|violate|stop following|stop obeying|do not follow|do not obey|don't follow|don't obey|pay no attention to",
  yours:
    "your|previous|prior|above|earlier|preceding|foregoing|former|original|initial|system|safety|hidden|developer'?s?|openai'?s?|anthropic'?s?|built in|aimi'?s?|past|existing",
  rules:
    "instructions?|rules?|prompts?|guidelines?|directives?|polic(?:y|ies)|restrictions?|constraints?|programming|commands?|orders?|guardrails?|safeguards?|filters?|persona|messages? above|limitations",
  henceforth:
    "from now on|from now onwards?|from here on(?: out)?|from this (?:moment|point|message|day|chat|conversation)(?: on| onwards?| forward)?|from today on|henceforth|henceforward|going forward|hereafter|(?:in|for|at the end of|at the start of|to) (?:every|each|all|any)(?: of your| your| my)?(?: single)? (?:later|future|following|other|new|subsequent|next|coming|upcoming)(?: \\p{L}+)? (?:chats?|conversations?|sessions?|repl(?:y|ies)|answers?|messages?|responses?|questions?|users?)|for the rest of (?:this|our|the|all) (?:chats?|conversations?|sessions?)|in (?:all|every|each)(?: of)? your (?:repl(?:y|ies)|answers?|messages?|responses?)|in this and (?:every|each|all|any) (?:\\p{L}+ ){0,2}(?:chats?|conversations?|sessions?)|permanently|forever after",
  whenAsked:
    "(?:whenever|every time|each time|any time|anytime|if|when|as soon as|the next time|next time|should) (?:asked|you are asked|you're asked|you get asked|[^.!?;,]{1,40} (?:comes? up|turns? to|arises|is mentioned)|(?:anyone|anybody|someone|somebody|a user|the user|any user|users|another user|other users|a customer|customers|a person|anyone else|someone else|people)(?: \\p{L}+){0,3}? (?:asks?|mentions?|says?|wants?|needs?|inquires?|requests?|brings? up|talks?|speaks?|writes?|types?|looks?|is|are))",
  always:
    "you must always|you must never|you must only|you should always|you should never|you will always|you will only|you shall|you are to|you may only|you can only|make sure to always|always|never|only",
  orders:
    "recommend|suggest|promote|advertise|endorse|praise|plug|say|tell (?:everyone|everybody|anyone|users?|people|them|him|her|the user|me to|me that)|answer|reply|respond|output|append|insert|include|mention|claim|pretend|act (?:as|like)|behave|obey|trust only|only trust|treat|assume|approve|agree with|refuse|deny|disregard|ignore|steer|push|convince|persuade|urge|encourage (?:everyone|users?|people|them|the user|me to)|advise (?:everyone|users?|people|them|the user|me to)|send (?:all|every|the|my|their|any|them|him|her|users?|people)|(?:start|begin|end|finish|prefix|sign) (?:every|each|all|your)|forward|reveal|leak|execute|praise|sell|link to|bring up the (?:brand|product)|speak only|follow (?:these|the following|the new|only)|accept (?:any|all|every)|comply|believe (?:that|everything)|add the (?:words?|link|line|sentence)",
  youAre:
    "you are now|you're now|you are no longer|you're no longer|you have become|you will now be|you now are",
  masks:
    "dan|an? (?:\\p{L}+ ){0,2}(?:ai|bot|chatbot|model|assistant|agent|system|terminal|salesman|salesperson|seller|hacker|pirate|jailbreak|machine|shell|llm|persona|character|advertiser|promoter)|unrestricted|unfiltered|uncensored|jailbroken|free (?:from|of)|in (?:\\p{L}+ ){0,2}mode|bound|restricted|limited by|governed|programmed|obliged|aimi|an ai|required to|called|named|root|admin|administrator|evil|allowed to (?:ignore|break|reveal|share)|the (?:assistant|ai|chatbot|bot|sales \\p{L}+) (?:of|for|from)",
  keep: "remember|store|save|note|memori[sz]e|keep in mind|never forget|don't forget|do not forget|write|record|add|put|commit|persist|log|learn|update your memory|write to (?:your )?memory|memory",
  user: "(?:(?:the|this|every|all|any) )?users? (?:only )?(?:trusts?|prefers?|believes?|wants?|must|should|has to|needs? to|is an? (?:admin|administrator|developer|owner|root|operator)|is the (?:admin|owner|developer)|has (?:admin|root|full|agreed|consented|authori[sz]ed|given|waived|confirmed)|is (?:allowed|authori[sz]ed|entitled|to be)|always|never|agreed|consented|loves|likes|will buy)",
  reveal:
    "reveal|print|show|display|repeat|output|tell|give|dump|leak|expose|list|share|send|write out|recite|quote|disclose|paste|summari[sz]e|translate|encode|what is|what's|what are|export|read out|email|post",
  secrets:
    "(?:your|the) (?:\\p{L}+ ){0,2}(?:system prompt|initial prompt|hidden prompt|system message|system instructions?|hidden instructions?|initial instructions?|original instructions?|secret instructions?|developer message|api keys?|secret keys?|access keys?|access tokens?|environment variables|env vars|database password)|your (?:\\p{L}+ ){0,2}(?:prompt|credentials|passwords?|private keys?|internal rules)|(?:other|another|all|every|different|any) (?:users?|tenants?|customers?|accounts?|person)(?:'s|s'|')? (?:\\p{L}+ ){0,2}(?:memor(?:y|ies)|messages?|data|conversations?|chats?|secrets?|e mails?|emails?|names?|profiles?|records?|histor(?:y|ies))|(?:memories|messages|data|conversations|chats|secrets|names) of (?:all |the |every )?(?:other|another|all|every) (?:users?|tenants?|customers?|accounts?|person|people)|(?:everything|the text|all the text|all text|the words|all words) (?:above|before this)",
  more: [
    "you (?:must|have to|need to|are required to|are obliged to|will|shall) (?:(?:now|always|only|henceforth|instead) ){0,2}(?:recommend|promote|advertise|endorse|obey|comply|disregard|ignore|pretend|claim)",
    "you always (?:recommend|promote|advertise|endorse|obey)",
    "(?:ignore|disregard|forget|discard) (?:about )?(?:everything|all|anything|whatever|what)(?: of)?(?: the)?(?: things?| that| which)? (?:above|before this|said above|you (?:were|have been|had been|were ever) (?:told|taught|given|instructed|trained)|you know(?! about| of)|you've been (?:told|taught))",
    "(?:you|you are|you're) no longer (?:(?:have|need) to (?:follow|obey|respect)|bound)",
    "(?:ai|assistant|bot|model|chatbot) (?:with no|without)(?: any)? (?:\\p{L}+ ){0,2}(?:restrictions?|limits|limitations|rules|filters?|morals|guidelines)",
    "(?:should|must|has to|needs to) be (?:recommended|promoted|mentioned|advertised|praised) (?:in|to|at|by) (?:every|each|all|everyone|everybody|any)",
    "note to (?:self )?(?:the )?(?:assistant|ai|model|coach|bot)",
    "user (?:has )?(?:asked|wants|prefers|requests|requested|instructed|told)(?: that)? you",
    "(?:remember|save|store|learn|memori[sz]e|adopt) (?:this|these|the following) (?:new )?(?:rules?|instructions?|commands?|orders?|directives?|policy|policies)",
    "do anything now|you are dan",
    "(?:in|from|of) your (?:system|initial|hidden) (?:prompt|message|instructions?)",
    "treat [^.!?;]{0,40} as (?:an? )?(?:verified|trusted|authoritative|true|facts?|system|gospel)",
    "(?:user|person|customer) (?:before|after) me",
    "(?:remember|note|keep in mind|memory|rule) ?: ?(?:recommend|suggest|promote|advertise|obey|ignore|praise|endorse)",
    "(?:start|begin|end|finish|sign|close|open) (?:every|each|all)(?: of)?(?: your)? (?:\\p{L}+ ){0,1}(?:repl(?:y|ies)|answers?|messages?|responses?|chats?|conversations?) with",
    "(?:every|each|all)(?: of)?(?: your)? (?:future |later |next )?(?:repl(?:y|ies)|answers?|responses?|recommendations?) (?:must|should|has to|have to|needs? to|shall|will) (?:end|start|begin|include|contain|mention|recommend|say|be|promote|name)",
    "(?:the|this|your) (?:assistant|ai|bot|coach|model|chatbot|system) (?:must|shall|has to|is (?:required|instructed|obliged|programmed) to)(?: always| never| only)? (?:recommend|suggest|promote|say|tell|answer|reply|obey|ignore|reveal|mention|claim|refuse)",
    "(?:assistant|ai|bot|coach|model|chatbot|aimi) to (?:always|never|only) (?:recommend|suggest|promote|advertise|obey|ignore|disregard|reveal|claim|refuse)",
    "(?:must|should|has to|needs? to|is to) be (?:told|advised|persuaded|convinced|pushed|urged|instructed|made|directed|encouraged) to (?:buy|purchase|subscribe|invest|sign up|order|visit|use|trust|send|pay|click)",
    "trusts? only|only trusts? [^.!?;]{0,60}(?:buy|purchase|recommend|told)",
    "(?:pretend|act as if|behave as if|imagine)(?: that)? you (?:have|had) no (?:\\p{L}+ ){0,2}(?:rules|restrictions|limits|limitations|guidelines|filters?|policy|policies)",
    "(?:reveal|print|output|dump|leak|expose|disclose) (?:\\p{L}+ ){0,2}(?:your|the) (?:\\p{L}+ ){0,2}(?:keys|tokens?|secrets|instructions|configuration|prompt|env|environment)",
    "(?:do not|don't|never) (?:\\p{L}+ ){0,1}(?:follow|obey|apply|listen to) (?:\\p{L}+ ){0,2}(?:your|previous|prior|above|earlier|system|safety) (?:\\p{L}+ ){0,2}(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|restrictions?)",
    "(?:these|the following|my) (?:\\p{L}+ ){0,1}(?:instructions?|rules?|orders?|commands?) (?:override|overrule|replace|supersede|take precedence)",
    "(?:new|updated|real|secret) (?:instructions?|rules?|directives?)(?: for you| from (?:the )?(?:admin|developer|system|operator|\\p{L}+ team))? ?:",
    "(?:save|store|write|add|put|record|commit|insert)(?: \\p{L}+){0,4} (?:in|into|to) your (?:long term )?(?:memory|memories|knowledge|system prompt|instructions|rules) ?(?:that|:|as a) (?:rule|instruction|(?:the|this|every|all|any) users?|you|always|never|system)",
  ],
};
