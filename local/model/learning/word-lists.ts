export const kinWords =
  "sister|brother|mother|mom|mum|father|dad|wife|husband|partner|girlfriend|boyfriend|fiancée?|son|daughter|child|baby|kid|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|friend|best friend|boss|manager|colleague|co-?worker|roommate|flatmate|neighbou?r|coach|trainer|teacher|stepson|stepdaughter|twin";
export const kinPlurals =
  "sisters|brothers|sons|daughters|children|kids|twins|cousins|nieces|nephews|siblings|grandchildren|friends|roommates|flatmates";
export const petWords =
  "dog|cat|puppy|kitten|rabbit|bunny|hamster|guinea pig|parrot|budgie|bird|horse|pony|turtle|tortoise|goldfish|fish|snake|lizard|ferret|chicken|retriever|poodle|labrador|beagle|terrier|corgi|pet";
export const professions =
  "nurse|doctor|teacher|engineer|developer|programmer|designer|architect|lawyer|accountant|student|carpenter|plumber|electrician|chef|cook|baker|waiter|waitress|barista|manager|consultant|analyst|scientist|researcher|professor|lecturer|writer|author|journalist|editor|translator|photographer|musician|pianist|violinist|guitarist|singer|actor|actress|artist|painter|dancer|pilot|driver|farmer|gardener|fisherman|firefighter|policeman|police officer|soldier|pharmacist|dentist|vet|veterinarian|therapist|psychologist|physiotherapist|midwife|surgeon|paramedic|social worker|librarian|salesperson|cashier|receptionist|secretary|mechanic|technician|builder|tailor|hairdresser|freelancer|entrepreneur|founder|ceo|cto|product manager|project manager|data scientist|biologist|chemist|physicist|mathematician|economist|historian|geologist|astronomer|intern|apprentice|tutor|coach|personal trainer|flight attendant|judge|priest|pastor|retired|pensioner|tester|recruiter|banker|broker|florist|optician|stay-at-home (?:mom|mum|dad|parent)";
export const countries =
  "german|french|italian|spanish|portuguese|dutch|belgian|swiss|austrian|polish|czech|danish|swedish|norwegian|finnish|icelandic|british|english|scottish|irish|welsh|american|canadian|mexican|brazilian|argentinian|chilean|chinese|japanese|korean|indian|pakistani|turkish|greek|russian|ukrainian|hungarian|romanian|bulgarian|croatian|serbian|egyptian|moroccan|nigerian|kenyan|south african|australian|israeli|iranian|vietnamese|thai|filipino";
export const diets = "vegetarian|vegan|pescatarian|pescetarian|flexitarian";
export const conditions =
  "diabetes|asthma|migraines?|epilepsy|hypertension|high blood pressure|low blood pressure|depression|anxiety|adhd|autism|insomnia|arthritis|cancer|hay fever|coeliac disease|celiac disease|sleep apnoea|a bad (?:back|knee)|back pain|knee pain|tinnitus|eczema|anaemia";
export const appointments =
  "appointment|meeting|exam|interview|flight|wedding|concert|deadline|party|class|lesson|race|competition|marathon|trip|surgery|operation|check-?up|presentation|conference|dinner|lunch|date|recital|tournament|match|game|ceremony|viewing|visit|talk|thesis defen[cs]e|holiday|vacation|train|test";
export const belongings =
  "car|bike|bicycle|motorbike|motorcycle|house|flat|apartment|garden|boat|piano|guitar|violin|camera|caravan|van|cabin|allotment|telescope|drone|driving licen[cs]e|tattoo|phd|master's degree|degree|startup|company|shop|bakery|blog|podcast|youtube channel|farm|treadmill|rowing machine";
export const pastVerbs =
  "ran|went|bought|met|visited|started|began|finished|completed|signed|broke|got|won|lost|sold|adopted|passed|failed|saw|did|cooked|watched|swam|cycled|hiked|climbed|walked|travell?ed|flew|drove|attended|joined|graduated|retired|published|wrote|read|baked|built|painted|planted|played|performed|booked|hurt|injured|sprained|fell|celebrated|married|divorced|proposed|ordered|had|took|made|learned|learnt|tried|gave|received|found|was|quit|left|paid|repaired|fixed|donated|spent|ate|slept|trained|hosted|organi[sz]ed|moved|became|beat|rode|sang|caught|cancelled|lifted|skied|sailed|paddled|renovated|recorded|submitted|applied|worked|lived|studied";
/** Of such weight that it need not say when. */
export const weightyPast =
  /^(?:got (?:engaged|married|divorced|promoted|fired|a promotion)|graduated|retired|adopted|won|passed|failed|finished (?:my|their)|broke (?:my|their)|published|ran (?:a|my|their)|completed|bought a (?:house|flat|apartment|car)|became|climbed|lost (?:\d|my job|their job)|proposed|planted|sold)/i;
export const habits =
  "plays|runs|swims|cycles|climbs|paints|draws|sings|dances|cooks|bakes|collects|speaks|drives|rides|teaches|coaches|volunteers|practices|practises|trains|meditates|knits|sews|gardens|hikes|skis|surfs|rows|jogs|journals|smokes|drinks|eats|commutes|goes|wakes|gets up|reads|writes|wears|owns|uses|leads|manages|lifts|does|boxes|fishes|sails|keeps|grows|shops|follows|supports|watches|sleeps|walks|composes|codes|blogs|brews|fosters";
