/**
 * English and German words that hint at a topic; umlauts are written out. A word of five or more letters matches all words that start
 * with it. Training learns how much each topic counts.
 */
export const topicWords = {
  code: `code coding python java javascript typescript js ts php ruby rust golang kotlin swift scala haskell lua perl bash shell zsh powershell html css sql
    mysql postgres sqlite mongodb redis git github gitlab docker dockerfile kubernetes kubectl k8s helm nginx apache linux ubuntu systemd cron crontab regex json yaml xml
    csv api rest graphql http https curl endpoint server backend frontend react vue angular svelte nodejs npm yarn pip pandas numpy django flask fastapi spring
    function funktion method methode class klasse variable array string integer boolean pointer zeiger loop schleife recursive rekursiv compiler compile linker segfault exception
    stacktrace traceback bug debug error unit mock jest pytest junit refactor refaktor algorithm algorithmus datenstruktur database datenbank query abfrage
    select insert join index schema migration commit branch merge rebase push pull script skript makefile cmake gcc async await promise callback closure thread mutex deadlock
    semaphore memory heap stack queue hash binary parser lambda decorator interface generic template framework library bibliothek package import module npm webpack
    eslint localhost port websocket oauth jwt token regexp arduino raspberry esp32 latex vim emacs vscode ide terraform ansible ci cd pipeline deploy container pod
    def var const null undefined none return nullpointer typeerror syntaxerror syntaxfehler quelltext quellcode programmier programm kompilier`,
  math: `calculate compute solve equation integral integrate derivative derive differentiate prove proof theorem probability percent percentage fraction root sqrt square cube
    prime factor divisor multiple gcd lcm matrix vector determinant eigenvalue sine cosine sin cos tan log logarithm limit series sum product average mean median variance deviation
    triangle circle rectangle angle radius diameter perimeter area volume hypotenuse polynomial quadratic linear inequality permutation combination dice coin binomial factorial
    decimal remainder modulo ratio slope convert interest geometry algebra calculus arithmetic
    berechn rechne loese loesung gleichung integrier ableit stammfunktion beweis satz wahrscheinlich prozent bruch wurzel quadrat primzahl primfaktor teiler vielfach ggt kgv
    determinante eigenwert grenzwert reihe summe durchschnitt mittelwert standardabweichung dreieck kreis rechteck winkel durchmesser umfang flaeche volumen nullstelle polynom
    wuerfel urne fakultaet dezimal rest steigung umrechn zins dreisatz hochpunkt extremstelle induktion kubik koordinate parabel`,
  home: `light lights lamp bulb heating heater thermostat radiator blind blinds shutter curtain awning window door garage gate lock unlock thermometer degrees temperature humidity
    vacuum robot dishwasher washer dryer oven kettle fridge freezer tv television speaker volume alarm timer scene socket plug sensor motion camera doorbell sprinkler solar battery
    livingroom bedroom kitchen bathroom hallway nursery basement attic porch patio greenhouse upstairs downstairs dim brighten switch turn
    licht lampe leuchte heizung heizkoerper thermostat grad rollladen rollaeden rollo jalousie vorhang markise fenster tuer garagentor tor abschliess luftfeucht saugroboter
    geschirrspuel waschmaschine trockner backofen herd wasserkocher kuehlschrank fernseher lautsprecher lauter leiser wecker alarmanlage szene steckdose bewegungsmelder kamera klingel
    rauchmelder bewaesser rasen wohnzimmer schlafzimmer kueche badezimmer flur kinderzimmer keller dachboden terrasse balkon gewaechshaus dimm schalt einschalt ausschalt lueftung
    klimaanlage ventilator zuhause`,
  translation: `translate translation translated german english french spanish italian portuguese dutch polish russian turkish japanese chinese korean arabic greek latin swedish danish
    norwegian finnish czech hungarian ukrainian hebrew hindi vietnamese thai croatian romanian pronounce idiom phrase equivalent
    uebersetz uebertrag dolmetsch deutsch englisch franzoesisch spanisch italienisch portugiesisch niederlaendisch polnisch russisch tuerkisch japanisch chinesisch koreanisch arabisch
    griechisch latein schwedisch daenisch norwegisch finnisch tschechisch ungarisch ukrainisch kroatisch vokabel redewendung woertlich sinngemaess`,
  writing: `write draft compose rewrite reword rephrase polish proofread poem haiku limerick sonnet rhyme story tale novel essay blog letter speech toast eulogy obituary slogan headline
    caption tweet advert invitation apology complaint resignation cover cv reference newsletter press lyrics song monologue dialogue screenplay scene character diary blurb greeting card tone
    wording formal grammar spelling
    schreib verfass formulier umformulier entwurf entwirf gedicht reim vers maerchen geschichte roman krimi aufsatz brief anschreiben rede ansprache trauer bewerbung kuendigungsschreiben
    einladung glueckwunsch werbespruch anzeige beschwerde pressemitteilung liedtext dialog tagebuch rezension stil rechtschreibung hoeflicher vorwort`,
  summary: `summarize summarise summary summarised tldr tl gist condense shorten abridge outline recap takeaway takeaways extract pull bullet bullets key points main list classify categorize
    sentiment label tag identify highlight transcript minutes notes excerpt passage article report thread email text below following mentioned table
    fasse fass zusammen zusammenfass kurzfassung kernaussage wichtigste stichpunkt inhaltsangabe extrahier zieh filter markier klassifizier einordnen sortier kuerze verdicht protokoll
    notizen text artikel absatz folgenden unten worum erwaehnt genannt herausfinden`,
  facts: `who invented discovered capital country history century war empire king queen president planet moon star universe galaxy atom molecule cell dna gene species animal mammal bird
    plant volcano earthquake ocean river mountain continent population founded painter composer wrote chemistry physics biology vitamin organ kidney liver brain disease virus bacteria
    evolution religion philosophy economy inflation democracy parliament explain difference origin cause
    erfand erfunden entdeck hauptstadt geschichte jahrhundert krieg reich koenig kaiser praesident planet mond stern weltall atom zelle gen tierart saeugetier vogel pflanze vulkan
    erdbeben ozean fluss gebirge kontinent einwohner gegruendet maler komponi chemie physik biologie organ niere leber gehirn krankheit bakterie evolution religion philosophie
    wirtschaft demokratie bundestag ursache entsteh unterschied`,
  live: `weather forecast rain raining snow snowing wind today tonight tomorrow yesterday now currently current live latest news headline stock stocks share price bitcoin crypto
    exchange score match traffic jam delay delayed departure train bus flight open opening trending chart charts queue nearby
    wetter regnet regen schnee wind heute morgen gestern jetzt gerade aktuell momentan nachrichten schlagzeilen aktie boerse kurs dax spielstand stau verspaetung abfahrt zug bahn flug
    geoeffnet oeffnung spritpreis pegel lottozahlen pollenflug naehe`,
  action: `order buy book reserve call phone dial text message send email post upload download pay transfer cancel renew subscribe deliver rent install print withdraw invest delete register
    track appointment calendar account password
    bestell kauf buche buchen reservier ruf anrufen schick sende poste lade bezahl ueberweis kuendig verlaenger abonnier liefer miete installier druck heb verkauf anmeld termin
    kalender konto passwort`,
  create: `image picture photo photorealistic drawing draw paint logo video mp3 audio png jpg render animation voice
    bild foto zeichne zeichnung gemaelde logo video tonaufnahme stimme grafik`,
  people: `feel feeling feelings sad happy lonely love hate bored tired angry nervous afraid proud friend friends boyfriend girlfriend husband wife mother father sister brother son daughter
    mom dad mum grandma boss colleague neighbour roommate ex advice opinion joke riddle hello hi hey thanks gift birthday should weekend date hobby
    fuehl gefuehl traurig gluecklich einsam liebe hasse langweilig muede wuetend aufgeregt angst stolz freund freundin mann frau mutter vater schwester bruder sohn tochter mama papa oma opa
    chef kollege kollegin nachbar rat meinung witz raetsel hallo danke geschenk geburtstag soll wochenende hobby streit schwieger verlobt getrennt`,
};
