/**
 * Zone ids that are only old spellings, with the id they print as. The zone library's own links cannot serve here: they
 * also join zones that merely behave alike today (Europe/Amsterdam, Europe/Brussels), which keep their own ids.
 */
const TABLE = `
Africa/Asmera Africa/Asmara|America/Atka America/Adak|America/Buenos_Aires America/Argentina/Buenos_Aires
America/Catamarca America/Argentina/Catamarca|America/Cordoba America/Argentina/Cordoba
America/Jujuy America/Argentina/Jujuy|America/Mendoza America/Argentina/Mendoza|America/Ensenada America/Tijuana
America/Fort_Wayne America/Indiana/Indianapolis|America/Indianapolis America/Indiana/Indianapolis
America/Knox_IN America/Indiana/Knox|America/Louisville America/Kentucky/Louisville|America/Porto_Acre America/Rio_Branco
America/Godthab America/Nuuk|America/Virgin America/St_Thomas|Antarctica/South_Pole Antarctica/McMurdo
Asia/Ashkhabad Asia/Ashgabat|Asia/Calcutta Asia/Kolkata|Asia/Chongqing Asia/Shanghai|Asia/Chungking Asia/Shanghai|Asia/Harbin Asia/Shanghai|Asia/Dacca Asia/Dhaka
Asia/Katmandu Asia/Kathmandu|Asia/Macao Asia/Macau|Asia/Rangoon Asia/Yangon|Asia/Saigon Asia/Ho_Chi_Minh
Asia/Tel_Aviv Asia/Jerusalem|Asia/Thimbu Asia/Thimphu|Asia/Ujung_Pandang Asia/Makassar|Asia/Ulan_Bator Asia/Ulaanbaatar
Atlantic/Faeroe Atlantic/Faroe|Australia/ACT Australia/Sydney|Australia/Canberra Australia/Sydney
Australia/LHI Australia/Lord_Howe|Australia/NSW Australia/Sydney|Australia/North Australia/Darwin
Australia/Queensland Australia/Brisbane|Australia/South Australia/Adelaide|Australia/Tasmania Australia/Hobart
Australia/Victoria Australia/Melbourne|Australia/West Australia/Perth|Australia/Yancowinna Australia/Broken_Hill
Brazil/Acre America/Rio_Branco|Brazil/DeNoronha America/Noronha|Brazil/East America/Sao_Paulo|Brazil/West America/Manaus
Canada/Atlantic America/Halifax|Canada/Central America/Winnipeg|Canada/Eastern America/Toronto
Canada/Mountain America/Edmonton|Canada/Newfoundland America/St_Johns|Canada/Pacific America/Vancouver
Canada/Saskatchewan America/Regina|Canada/Yukon America/Whitehorse|Chile/Continental America/Santiago
Chile/EasterIsland Pacific/Easter|Cuba America/Havana|Egypt Africa/Cairo|Eire Europe/Dublin
GB Europe/London|GB-Eire Europe/London|Hongkong Asia/Hong_Kong|Iceland Atlantic/Reykjavik|Iran Asia/Tehran
Israel Asia/Jerusalem|Jamaica America/Jamaica|Japan Asia/Tokyo|Kwajalein Pacific/Kwajalein|Libya Africa/Tripoli
Mexico/BajaNorte America/Tijuana|Mexico/BajaSur America/Mazatlan|Mexico/General America/Mexico_City
NZ Pacific/Auckland|NZ-CHAT Pacific/Chatham|Navajo America/Denver|PRC Asia/Shanghai|Pacific/Samoa Pacific/Pago_Pago
Poland Europe/Warsaw|Portugal Europe/Lisbon|ROC Asia/Taipei|ROK Asia/Seoul|Singapore Asia/Singapore|Turkey Europe/Istanbul
US/Alaska America/Anchorage|US/Aleutian America/Adak|US/Arizona America/Phoenix|US/Central America/Chicago
US/East-Indiana America/Indiana/Indianapolis|US/Eastern America/New_York|US/Hawaii Pacific/Honolulu
US/Indiana-Starke America/Indiana/Knox|US/Michigan America/Detroit|US/Mountain America/Denver
US/Pacific America/Los_Angeles|US/Samoa Pacific/Pago_Pago|W-SU Europe/Moscow
America/Shiprock America/Denver|America/Montreal America/Toronto|America/Rosario America/Argentina/Cordoba
America/Argentina/ComodRivadavia America/Argentina/Catamarca|America/Santa_Isabel America/Tijuana
America/Coral_Harbour America/Atikokan|Asia/Kashgar Asia/Urumqi|Asia/Istanbul Europe/Istanbul|Europe/Belfast Europe/London
Europe/Nicosia Asia/Nicosia|Europe/Tiraspol Europe/Chisinau|Pacific/Ponape Pacific/Pohnpei|Pacific/Truk Pacific/Chuuk
Pacific/Yap Pacific/Chuuk|Pacific/Johnston Pacific/Honolulu|Pacific/Enderbury Pacific/Kanton
GMT Etc/GMT|GMT+0 Etc/GMT|GMT-0 Etc/GMT|GMT0 Etc/GMT|Greenwich Etc/GMT|Etc/GMT+0 Etc/GMT|Etc/GMT-0 Etc/GMT
Etc/GMT0 Etc/GMT|Etc/Greenwich Etc/GMT|UCT Etc/UTC|Universal Etc/UTC|Zulu Etc/UTC|Etc/UCT Etc/UTC|Etc/Universal Etc/UTC
Etc/Zulu Etc/UTC`;

/** Old id -> id it prints as. */
export const ZONE_ALIASES: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((pair) => pair.split(' ') as [string, string]),
);
