"""Accepted spellings and everyday short forms, each to one that stands for all."""

_PAIRS = """
color colour; colors colours; gray grey; airplane aeroplane; donut doughnut; tire tyre;
pajamas pyjamas; pajama pyjama; ax axe; mustache moustache; plow plough; yogurt yoghurt;
yoghourt yoghurt; catalog catalogue; jewelry jewellery; aluminum aluminium; theater theatre;
center centre; meter metre; liter litre; fiber fibre; caliber calibre; saber sabre; luster lustre;
specter spectre; harbor harbour; neighbor neighbour; armor armour; odor odour; vapor vapour;
parlor parlour; rumor rumour; tumor tumour; humor humour; flavor flavour; labor labour;
favor favour; savior saviour; curb kerb;
mom mum; mommy mummy; omelet omelette; maneuver manoeuvre;
pediatrician paediatrician; encyclopedia encyclopaedia; archeology archaeology; sulfur sulphur;
traveler traveller; jeweler jeweller; wagon waggon; whiskey whisky; licorice liquorice;
artifact artefact; cozy cosy; mold mould; molding moulding; skeptic sceptic; analog analogue;
dialog dialogue; disk disc; ketchup catsup; caliper calliper; chili chilli; chile chilli;
enrollment enrolment; fulfill fulfil; installment instalment; woolen woollen;
marvelous marvellous; defense defence; offense offence; license licence;
sherbert sherbet; hiccup hiccough; raccoon racoon; kabob kebab; kebob kebab; hummus houmous;
tsar czar; vise vice; amphitheater amphitheatre; inquiry enquiry;
orangutang orangutan; bandana bandanna; banister bannister; cigaret cigarette;
calipers callipers; ameba amoeba; hemoglobin haemoglobin; anesthetic anaesthetic; barbeque barbecue;
bbq barbecue; tshirt teeshirt; tv television; telly television; phone telephone;
fridge refrigerator; photo photograph; bike bicycle; hippo hippopotamus; rhino rhinoceros;
chimp chimpanzee; plane aeroplane; gym gymnasium; limo limousine; exam examination; flu influenza;
lab laboratory; pram perambulator; croc crocodile; ad advertisement; advert advertisement;
math mathematics; maths mathematics; teddy teddybear; piano pianoforte; cello violoncello
"""
_ONE_SPELLING = dict(pair.split() for pair in _PAIRS.replace("\n", " ").split(";"))


def one_spelling(word: str) -> str:
    """The spelling that stands for all; the word itself where there is only one."""
    return _ONE_SPELLING.get(word, word)
