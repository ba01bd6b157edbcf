//! Written by `examples/generate.rs` from the IANA database 2025b.

use super::Period;

pub const HISTORY_COUNT: usize = 340;

macro_rules! zones {
    ($($zone:ident $name:literal $history:literal)*) => {
        /// A time zone.
        #[allow(non_camel_case_types, missing_docs)]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tz { $($zone,)* }
        pub static ZONES: &[Tz] = &[$(Tz::$zone,)*];
        pub const NAMES: &[&str] = &[$($name,)*];
        pub static HISTORIES: &[u16] = &[$($history,)*];
    };
}

macro_rules! periods {
    ($($standard:literal $daylight:literal $abbreviation:expr;)*) => {
        pub static PERIODS: &[Period] =
            &[$(Period { standard: $standard, daylight: $daylight, abbreviation: $abbreviation },)*];
    };
}

zones! {
    Africa__Abidjan "Africa/Abidjan" 0 Africa__Accra "Africa/Accra" 0 Africa__Addis_Ababa "Africa/Addis_Ababa" 1
    Africa__Algiers "Africa/Algiers" 2 Africa__Asmara "Africa/Asmara" 1 Africa__Asmera "Africa/Asmera" 1
    Africa__Bamako "Africa/Bamako" 0 Africa__Bangui "Africa/Bangui" 3 Africa__Banjul "Africa/Banjul" 0
    Africa__Bissau "Africa/Bissau" 4 Africa__Blantyre "Africa/Blantyre" 5 Africa__Brazzaville "Africa/Brazzaville" 3
    Africa__Bujumbura "Africa/Bujumbura" 5 Africa__Cairo "Africa/Cairo" 6 Africa__Casablanca "Africa/Casablanca" 7
    Africa__Ceuta "Africa/Ceuta" 8 Africa__Conakry "Africa/Conakry" 0 Africa__Dakar "Africa/Dakar" 0
    Africa__Dar_es_Salaam "Africa/Dar_es_Salaam" 1 Africa__Djibouti "Africa/Djibouti" 1
    Africa__Douala "Africa/Douala" 3 Africa__El_Aaiun "Africa/El_Aaiun" 9 Africa__Freetown "Africa/Freetown" 0
    Africa__Gaborone "Africa/Gaborone" 5 Africa__Harare "Africa/Harare" 5
    Africa__Johannesburg "Africa/Johannesburg" 10 Africa__Juba "Africa/Juba" 11 Africa__Kampala "Africa/Kampala" 1
    Africa__Khartoum "Africa/Khartoum" 12 Africa__Kigali "Africa/Kigali" 5 Africa__Kinshasa "Africa/Kinshasa" 3
    Africa__Lagos "Africa/Lagos" 3 Africa__Libreville "Africa/Libreville" 3 Africa__Lome "Africa/Lome" 0
    Africa__Luanda "Africa/Luanda" 3 Africa__Lubumbashi "Africa/Lubumbashi" 5 Africa__Lusaka "Africa/Lusaka" 5
    Africa__Malabo "Africa/Malabo" 3 Africa__Maputo "Africa/Maputo" 5 Africa__Maseru "Africa/Maseru" 10
    Africa__Mbabane "Africa/Mbabane" 10 Africa__Mogadishu "Africa/Mogadishu" 1 Africa__Monrovia "Africa/Monrovia" 13
    Africa__Nairobi "Africa/Nairobi" 1 Africa__Ndjamena "Africa/Ndjamena" 14 Africa__Niamey "Africa/Niamey" 3
    Africa__Nouakchott "Africa/Nouakchott" 0 Africa__Ouagadougou "Africa/Ouagadougou" 0
    Africa__PortoNovo "Africa/Porto-Novo" 3 Africa__Sao_Tome "Africa/Sao_Tome" 15
    Africa__Timbuktu "Africa/Timbuktu" 0 Africa__Tripoli "Africa/Tripoli" 16 Africa__Tunis "Africa/Tunis" 17
    Africa__Windhoek "Africa/Windhoek" 18 America__Adak "America/Adak" 19 America__Anchorage "America/Anchorage" 20
    America__Anguilla "America/Anguilla" 21 America__Antigua "America/Antigua" 21
    America__Araguaina "America/Araguaina" 22 America__Argentina__Buenos_Aires "America/Argentina/Buenos_Aires" 23
    America__Argentina__Catamarca "America/Argentina/Catamarca" 24
    America__Argentina__ComodRivadavia "America/Argentina/ComodRivadavia" 24
    America__Argentina__Cordoba "America/Argentina/Cordoba" 25 America__Argentina__Jujuy "America/Argentina/Jujuy" 26
    America__Argentina__La_Rioja "America/Argentina/La_Rioja" 27
    America__Argentina__Mendoza "America/Argentina/Mendoza" 28
    America__Argentina__Rio_Gallegos "America/Argentina/Rio_Gallegos" 29
    America__Argentina__Salta "America/Argentina/Salta" 30
    America__Argentina__San_Juan "America/Argentina/San_Juan" 31
    America__Argentina__San_Luis "America/Argentina/San_Luis" 32
    America__Argentina__Tucuman "America/Argentina/Tucuman" 33
    America__Argentina__Ushuaia "America/Argentina/Ushuaia" 34 America__Aruba "America/Aruba" 21
    America__Asuncion "America/Asuncion" 35 America__Atikokan "America/Atikokan" 36 America__Atka "America/Atka" 19
    America__Bahia "America/Bahia" 37 America__Bahia_Banderas "America/Bahia_Banderas" 38
    America__Barbados "America/Barbados" 39 America__Belem "America/Belem" 40 America__Belize "America/Belize" 41
    America__BlancSablon "America/Blanc-Sablon" 21 America__Boa_Vista "America/Boa_Vista" 42
    America__Bogota "America/Bogota" 43 America__Boise "America/Boise" 44
    America__Buenos_Aires "America/Buenos_Aires" 23 America__Cambridge_Bay "America/Cambridge_Bay" 45
    America__Campo_Grande "America/Campo_Grande" 46 America__Cancun "America/Cancun" 47
    America__Caracas "America/Caracas" 48 America__Catamarca "America/Catamarca" 24
    America__Cayenne "America/Cayenne" 49 America__Cayman "America/Cayman" 36 America__Chicago "America/Chicago" 50
    America__Chihuahua "America/Chihuahua" 51 America__Ciudad_Juarez "America/Ciudad_Juarez" 52
    America__Coral_Harbour "America/Coral_Harbour" 36 America__Cordoba "America/Cordoba" 25
    America__Costa_Rica "America/Costa_Rica" 53 America__Coyhaique "America/Coyhaique" 54
    America__Creston "America/Creston" 55 America__Cuiaba "America/Cuiaba" 56 America__Curacao "America/Curacao" 21
    America__Danmarkshavn "America/Danmarkshavn" 57 America__Dawson "America/Dawson" 58
    America__Dawson_Creek "America/Dawson_Creek" 59 America__Denver "America/Denver" 60
    America__Detroit "America/Detroit" 61 America__Dominica "America/Dominica" 21
    America__Edmonton "America/Edmonton" 62 America__Eirunepe "America/Eirunepe" 63
    America__El_Salvador "America/El_Salvador" 64 America__Ensenada "America/Ensenada" 65
    America__Fort_Nelson "America/Fort_Nelson" 66 America__Fort_Wayne "America/Fort_Wayne" 67
    America__Fortaleza "America/Fortaleza" 68 America__Glace_Bay "America/Glace_Bay" 69
    America__Godthab "America/Godthab" 70 America__Goose_Bay "America/Goose_Bay" 71
    America__Grand_Turk "America/Grand_Turk" 72 America__Grenada "America/Grenada" 21
    America__Guadeloupe "America/Guadeloupe" 21 America__Guatemala "America/Guatemala" 73
    America__Guayaquil "America/Guayaquil" 74 America__Guyana "America/Guyana" 75
    America__Halifax "America/Halifax" 76 America__Havana "America/Havana" 77
    America__Hermosillo "America/Hermosillo" 78 America__Indiana__Indianapolis "America/Indiana/Indianapolis" 67
    America__Indiana__Knox "America/Indiana/Knox" 79 America__Indiana__Marengo "America/Indiana/Marengo" 80
    America__Indiana__Petersburg "America/Indiana/Petersburg" 81
    America__Indiana__Tell_City "America/Indiana/Tell_City" 82 America__Indiana__Vevay "America/Indiana/Vevay" 83
    America__Indiana__Vincennes "America/Indiana/Vincennes" 84 America__Indiana__Winamac "America/Indiana/Winamac" 85
    America__Indianapolis "America/Indianapolis" 67 America__Inuvik "America/Inuvik" 86
    America__Iqaluit "America/Iqaluit" 87 America__Jamaica "America/Jamaica" 88 America__Jujuy "America/Jujuy" 26
    America__Juneau "America/Juneau" 89 America__Kentucky__Louisville "America/Kentucky/Louisville" 90
    America__Kentucky__Monticello "America/Kentucky/Monticello" 91 America__Knox_IN "America/Knox_IN" 79
    America__Kralendijk "America/Kralendijk" 21 America__La_Paz "America/La_Paz" 92 America__Lima "America/Lima" 93
    America__Los_Angeles "America/Los_Angeles" 94 America__Louisville "America/Louisville" 90
    America__Lower_Princes "America/Lower_Princes" 21 America__Maceio "America/Maceio" 95
    America__Managua "America/Managua" 96 America__Manaus "America/Manaus" 97 America__Marigot "America/Marigot" 21
    America__Martinique "America/Martinique" 98 America__Matamoros "America/Matamoros" 99
    America__Mazatlan "America/Mazatlan" 100 America__Mendoza "America/Mendoza" 28
    America__Menominee "America/Menominee" 101 America__Merida "America/Merida" 102
    America__Metlakatla "America/Metlakatla" 103 America__Mexico_City "America/Mexico_City" 104
    America__Miquelon "America/Miquelon" 105 America__Moncton "America/Moncton" 106
    America__Monterrey "America/Monterrey" 107 America__Montevideo "America/Montevideo" 108
    America__Montreal "America/Montreal" 109 America__Montserrat "America/Montserrat" 21
    America__Nassau "America/Nassau" 109 America__New_York "America/New_York" 110
    America__Nipigon "America/Nipigon" 109 America__Nome "America/Nome" 111 America__Noronha "America/Noronha" 112
    America__North_Dakota__Beulah "America/North_Dakota/Beulah" 113
    America__North_Dakota__Center "America/North_Dakota/Center" 114
    America__North_Dakota__New_Salem "America/North_Dakota/New_Salem" 115 America__Nuuk "America/Nuuk" 70
    America__Ojinaga "America/Ojinaga" 116 America__Panama "America/Panama" 36
    America__Pangnirtung "America/Pangnirtung" 87 America__Paramaribo "America/Paramaribo" 117
    America__Phoenix "America/Phoenix" 55 America__PortauPrince "America/Port-au-Prince" 118
    America__Port_of_Spain "America/Port_of_Spain" 21 America__Porto_Acre "America/Porto_Acre" 119
    America__Porto_Velho "America/Porto_Velho" 120 America__Puerto_Rico "America/Puerto_Rico" 21
    America__Punta_Arenas "America/Punta_Arenas" 121 America__Rainy_River "America/Rainy_River" 122
    America__Rankin_Inlet "America/Rankin_Inlet" 123 America__Recife "America/Recife" 124
    America__Regina "America/Regina" 125 America__Resolute "America/Resolute" 126
    America__Rio_Branco "America/Rio_Branco" 119 America__Rosario "America/Rosario" 25
    America__Santa_Isabel "America/Santa_Isabel" 65 America__Santarem "America/Santarem" 127
    America__Santiago "America/Santiago" 128 America__Santo_Domingo "America/Santo_Domingo" 129
    America__Sao_Paulo "America/Sao_Paulo" 130 America__Scoresbysund "America/Scoresbysund" 131
    America__Shiprock "America/Shiprock" 60 America__Sitka "America/Sitka" 132
    America__St_Barthelemy "America/St_Barthelemy" 21 America__St_Johns "America/St_Johns" 133
    America__St_Kitts "America/St_Kitts" 21 America__St_Lucia "America/St_Lucia" 21
    America__St_Thomas "America/St_Thomas" 21 America__St_Vincent "America/St_Vincent" 21
    America__Swift_Current "America/Swift_Current" 134 America__Tegucigalpa "America/Tegucigalpa" 135
    America__Thule "America/Thule" 136 America__Thunder_Bay "America/Thunder_Bay" 109
    America__Tijuana "America/Tijuana" 65 America__Toronto "America/Toronto" 109
    America__Tortola "America/Tortola" 21 America__Vancouver "America/Vancouver" 137
    America__Virgin "America/Virgin" 21 America__Whitehorse "America/Whitehorse" 138
    America__Winnipeg "America/Winnipeg" 122 America__Yakutat "America/Yakutat" 139
    America__Yellowknife "America/Yellowknife" 62 Antarctica__Casey "Antarctica/Casey" 140
    Antarctica__Davis "Antarctica/Davis" 141 Antarctica__DumontDUrville "Antarctica/DumontDUrville" 142
    Antarctica__Macquarie "Antarctica/Macquarie" 143 Antarctica__Mawson "Antarctica/Mawson" 144
    Antarctica__McMurdo "Antarctica/McMurdo" 145 Antarctica__Palmer "Antarctica/Palmer" 146
    Antarctica__Rothera "Antarctica/Rothera" 147 Antarctica__South_Pole "Antarctica/South_Pole" 145
    Antarctica__Syowa "Antarctica/Syowa" 148 Antarctica__Troll "Antarctica/Troll" 149
    Antarctica__Vostok "Antarctica/Vostok" 150 Arctic__Longyearbyen "Arctic/Longyearbyen" 151
    Asia__Aden "Asia/Aden" 148 Asia__Almaty "Asia/Almaty" 152 Asia__Amman "Asia/Amman" 153
    Asia__Anadyr "Asia/Anadyr" 154 Asia__Aqtau "Asia/Aqtau" 155 Asia__Aqtobe "Asia/Aqtobe" 156
    Asia__Ashgabat "Asia/Ashgabat" 157 Asia__Ashkhabad "Asia/Ashkhabad" 157 Asia__Atyrau "Asia/Atyrau" 158
    Asia__Baghdad "Asia/Baghdad" 159 Asia__Bahrain "Asia/Bahrain" 160 Asia__Baku "Asia/Baku" 161
    Asia__Bangkok "Asia/Bangkok" 162 Asia__Barnaul "Asia/Barnaul" 163 Asia__Beirut "Asia/Beirut" 164
    Asia__Bishkek "Asia/Bishkek" 165 Asia__Brunei "Asia/Brunei" 166 Asia__Calcutta "Asia/Calcutta" 167
    Asia__Chita "Asia/Chita" 168 Asia__Choibalsan "Asia/Choibalsan" 169 Asia__Chongqing "Asia/Chongqing" 170
    Asia__Chungking "Asia/Chungking" 170 Asia__Colombo "Asia/Colombo" 171 Asia__Dacca "Asia/Dacca" 172
    Asia__Damascus "Asia/Damascus" 173 Asia__Dhaka "Asia/Dhaka" 172 Asia__Dili "Asia/Dili" 174
    Asia__Dubai "Asia/Dubai" 175 Asia__Dushanbe "Asia/Dushanbe" 176 Asia__Famagusta "Asia/Famagusta" 177
    Asia__Gaza "Asia/Gaza" 178 Asia__Harbin "Asia/Harbin" 170 Asia__Hebron "Asia/Hebron" 179
    Asia__Ho_Chi_Minh "Asia/Ho_Chi_Minh" 180 Asia__Hong_Kong "Asia/Hong_Kong" 181 Asia__Hovd "Asia/Hovd" 182
    Asia__Irkutsk "Asia/Irkutsk" 183 Asia__Istanbul "Asia/Istanbul" 184 Asia__Jakarta "Asia/Jakarta" 185
    Asia__Jayapura "Asia/Jayapura" 186 Asia__Jerusalem "Asia/Jerusalem" 187 Asia__Kabul "Asia/Kabul" 188
    Asia__Kamchatka "Asia/Kamchatka" 189 Asia__Karachi "Asia/Karachi" 190 Asia__Kashgar "Asia/Kashgar" 191
    Asia__Kathmandu "Asia/Kathmandu" 192 Asia__Katmandu "Asia/Katmandu" 192 Asia__Khandyga "Asia/Khandyga" 193
    Asia__Kolkata "Asia/Kolkata" 167 Asia__Krasnoyarsk "Asia/Krasnoyarsk" 194
    Asia__Kuala_Lumpur "Asia/Kuala_Lumpur" 195 Asia__Kuching "Asia/Kuching" 166 Asia__Kuwait "Asia/Kuwait" 148
    Asia__Macao "Asia/Macao" 196 Asia__Macau "Asia/Macau" 196 Asia__Magadan "Asia/Magadan" 197
    Asia__Makassar "Asia/Makassar" 198 Asia__Manila "Asia/Manila" 199 Asia__Muscat "Asia/Muscat" 175
    Asia__Nicosia "Asia/Nicosia" 200 Asia__Novokuznetsk "Asia/Novokuznetsk" 201
    Asia__Novosibirsk "Asia/Novosibirsk" 202 Asia__Omsk "Asia/Omsk" 203 Asia__Oral "Asia/Oral" 204
    Asia__Phnom_Penh "Asia/Phnom_Penh" 162 Asia__Pontianak "Asia/Pontianak" 205 Asia__Pyongyang "Asia/Pyongyang" 206
    Asia__Qatar "Asia/Qatar" 160 Asia__Qostanay "Asia/Qostanay" 207 Asia__Qyzylorda "Asia/Qyzylorda" 208
    Asia__Rangoon "Asia/Rangoon" 209 Asia__Riyadh "Asia/Riyadh" 148 Asia__Saigon "Asia/Saigon" 180
    Asia__Sakhalin "Asia/Sakhalin" 210 Asia__Samarkand "Asia/Samarkand" 211 Asia__Seoul "Asia/Seoul" 212
    Asia__Shanghai "Asia/Shanghai" 170 Asia__Singapore "Asia/Singapore" 195
    Asia__Srednekolymsk "Asia/Srednekolymsk" 213 Asia__Taipei "Asia/Taipei" 214 Asia__Tashkent "Asia/Tashkent" 215
    Asia__Tbilisi "Asia/Tbilisi" 216 Asia__Tehran "Asia/Tehran" 217 Asia__Tel_Aviv "Asia/Tel_Aviv" 187
    Asia__Thimbu "Asia/Thimbu" 218 Asia__Thimphu "Asia/Thimphu" 218 Asia__Tokyo "Asia/Tokyo" 219
    Asia__Tomsk "Asia/Tomsk" 220 Asia__Ujung_Pandang "Asia/Ujung_Pandang" 198
    Asia__Ulaanbaatar "Asia/Ulaanbaatar" 169 Asia__Ulan_Bator "Asia/Ulan_Bator" 169 Asia__Urumqi "Asia/Urumqi" 191
    Asia__UstNera "Asia/Ust-Nera" 221 Asia__Vientiane "Asia/Vientiane" 162 Asia__Vladivostok "Asia/Vladivostok" 222
    Asia__Yakutsk "Asia/Yakutsk" 223 Asia__Yangon "Asia/Yangon" 209 Asia__Yekaterinburg "Asia/Yekaterinburg" 224
    Asia__Yerevan "Asia/Yerevan" 225 Atlantic__Azores "Atlantic/Azores" 226 Atlantic__Bermuda "Atlantic/Bermuda" 227
    Atlantic__Canary "Atlantic/Canary" 228 Atlantic__Cape_Verde "Atlantic/Cape_Verde" 229
    Atlantic__Faeroe "Atlantic/Faeroe" 230 Atlantic__Faroe "Atlantic/Faroe" 230
    Atlantic__Jan_Mayen "Atlantic/Jan_Mayen" 151 Atlantic__Madeira "Atlantic/Madeira" 231
    Atlantic__Reykjavik "Atlantic/Reykjavik" 0 Atlantic__South_Georgia "Atlantic/South_Georgia" 232
    Atlantic__St_Helena "Atlantic/St_Helena" 0 Atlantic__Stanley "Atlantic/Stanley" 233
    Australia__ACT "Australia/ACT" 234 Australia__Adelaide "Australia/Adelaide" 235
    Australia__Brisbane "Australia/Brisbane" 236 Australia__Broken_Hill "Australia/Broken_Hill" 237
    Australia__Canberra "Australia/Canberra" 234 Australia__Currie "Australia/Currie" 238
    Australia__Darwin "Australia/Darwin" 239 Australia__Eucla "Australia/Eucla" 240
    Australia__Hobart "Australia/Hobart" 238 Australia__LHI "Australia/LHI" 241
    Australia__Lindeman "Australia/Lindeman" 242 Australia__Lord_Howe "Australia/Lord_Howe" 241
    Australia__Melbourne "Australia/Melbourne" 243 Australia__NSW "Australia/NSW" 234
    Australia__North "Australia/North" 239 Australia__Perth "Australia/Perth" 244
    Australia__Queensland "Australia/Queensland" 236 Australia__South "Australia/South" 235
    Australia__Sydney "Australia/Sydney" 234 Australia__Tasmania "Australia/Tasmania" 238
    Australia__Victoria "Australia/Victoria" 243 Australia__West "Australia/West" 244
    Australia__Yancowinna "Australia/Yancowinna" 237 Brazil__Acre "Brazil/Acre" 119
    Brazil__DeNoronha "Brazil/DeNoronha" 112 Brazil__East "Brazil/East" 130 Brazil__West "Brazil/West" 97
    CET "CET" 245 CST6CDT "CST6CDT" 50 Canada__Atlantic "Canada/Atlantic" 76 Canada__Central "Canada/Central" 122
    Canada__Eastern "Canada/Eastern" 109 Canada__Mountain "Canada/Mountain" 62
    Canada__Newfoundland "Canada/Newfoundland" 133 Canada__Pacific "Canada/Pacific" 137
    Canada__Saskatchewan "Canada/Saskatchewan" 125 Canada__Yukon "Canada/Yukon" 138
    Chile__Continental "Chile/Continental" 128 Chile__EasterIsland "Chile/EasterIsland" 246 Cuba "Cuba" 77
    EET "EET" 247 EST "EST" 36 EST5EDT "EST5EDT" 110 Egypt "Egypt" 6 Eire "Eire" 248 Etc__GMT "Etc/GMT" 249
    Etc__GMTPlus0 "Etc/GMT+0" 249 Etc__GMTPlus1 "Etc/GMT+1" 250 Etc__GMTPlus10 "Etc/GMT+10" 251
    Etc__GMTPlus11 "Etc/GMT+11" 252 Etc__GMTPlus12 "Etc/GMT+12" 253 Etc__GMTPlus2 "Etc/GMT+2" 254
    Etc__GMTPlus3 "Etc/GMT+3" 255 Etc__GMTPlus4 "Etc/GMT+4" 256 Etc__GMTPlus5 "Etc/GMT+5" 257
    Etc__GMTPlus6 "Etc/GMT+6" 258 Etc__GMTPlus7 "Etc/GMT+7" 259 Etc__GMTPlus8 "Etc/GMT+8" 260
    Etc__GMTPlus9 "Etc/GMT+9" 261 Etc__GMTMinus0 "Etc/GMT-0" 249 Etc__GMTMinus1 "Etc/GMT-1" 262
    Etc__GMTMinus10 "Etc/GMT-10" 263 Etc__GMTMinus11 "Etc/GMT-11" 264 Etc__GMTMinus12 "Etc/GMT-12" 265
    Etc__GMTMinus13 "Etc/GMT-13" 266 Etc__GMTMinus14 "Etc/GMT-14" 267 Etc__GMTMinus2 "Etc/GMT-2" 268
    Etc__GMTMinus3 "Etc/GMT-3" 269 Etc__GMTMinus4 "Etc/GMT-4" 270 Etc__GMTMinus5 "Etc/GMT-5" 271
    Etc__GMTMinus6 "Etc/GMT-6" 272 Etc__GMTMinus7 "Etc/GMT-7" 273 Etc__GMTMinus8 "Etc/GMT-8" 274
    Etc__GMTMinus9 "Etc/GMT-9" 275 Etc__GMT0 "Etc/GMT0" 249 Etc__Greenwich "Etc/Greenwich" 249 Etc__UCT "Etc/UCT" 276
    Etc__UTC "Etc/UTC" 276 Etc__Universal "Etc/Universal" 276 Etc__Zulu "Etc/Zulu" 276
    Europe__Amsterdam "Europe/Amsterdam" 245 Europe__Andorra "Europe/Andorra" 277
    Europe__Astrakhan "Europe/Astrakhan" 278 Europe__Athens "Europe/Athens" 247 Europe__Belfast "Europe/Belfast" 279
    Europe__Belgrade "Europe/Belgrade" 280 Europe__Berlin "Europe/Berlin" 151
    Europe__Bratislava "Europe/Bratislava" 281 Europe__Brussels "Europe/Brussels" 245
    Europe__Bucharest "Europe/Bucharest" 282 Europe__Budapest "Europe/Budapest" 283
    Europe__Busingen "Europe/Busingen" 284 Europe__Chisinau "Europe/Chisinau" 285
    Europe__Copenhagen "Europe/Copenhagen" 151 Europe__Dublin "Europe/Dublin" 248
    Europe__Gibraltar "Europe/Gibraltar" 286 Europe__Guernsey "Europe/Guernsey" 279
    Europe__Helsinki "Europe/Helsinki" 287 Europe__Isle_of_Man "Europe/Isle_of_Man" 279
    Europe__Istanbul "Europe/Istanbul" 184 Europe__Jersey "Europe/Jersey" 279
    Europe__Kaliningrad "Europe/Kaliningrad" 288 Europe__Kiev "Europe/Kiev" 289 Europe__Kirov "Europe/Kirov" 290
    Europe__Kyiv "Europe/Kyiv" 289 Europe__Lisbon "Europe/Lisbon" 291 Europe__Ljubljana "Europe/Ljubljana" 280
    Europe__London "Europe/London" 279 Europe__Luxembourg "Europe/Luxembourg" 245 Europe__Madrid "Europe/Madrid" 292
    Europe__Malta "Europe/Malta" 293 Europe__Mariehamn "Europe/Mariehamn" 287 Europe__Minsk "Europe/Minsk" 294
    Europe__Monaco "Europe/Monaco" 295 Europe__Moscow "Europe/Moscow" 296 Europe__Nicosia "Europe/Nicosia" 200
    Europe__Oslo "Europe/Oslo" 151 Europe__Paris "Europe/Paris" 295 Europe__Podgorica "Europe/Podgorica" 280
    Europe__Prague "Europe/Prague" 281 Europe__Riga "Europe/Riga" 297 Europe__Rome "Europe/Rome" 298
    Europe__Samara "Europe/Samara" 299 Europe__San_Marino "Europe/San_Marino" 298
    Europe__Sarajevo "Europe/Sarajevo" 280 Europe__Saratov "Europe/Saratov" 300
    Europe__Simferopol "Europe/Simferopol" 301 Europe__Skopje "Europe/Skopje" 280 Europe__Sofia "Europe/Sofia" 302
    Europe__Stockholm "Europe/Stockholm" 151 Europe__Tallinn "Europe/Tallinn" 303 Europe__Tirane "Europe/Tirane" 304
    Europe__Tiraspol "Europe/Tiraspol" 285 Europe__Ulyanovsk "Europe/Ulyanovsk" 305
    Europe__Uzhgorod "Europe/Uzhgorod" 289 Europe__Vaduz "Europe/Vaduz" 284 Europe__Vatican "Europe/Vatican" 298
    Europe__Vienna "Europe/Vienna" 306 Europe__Vilnius "Europe/Vilnius" 307 Europe__Volgograd "Europe/Volgograd" 308
    Europe__Warsaw "Europe/Warsaw" 309 Europe__Zagreb "Europe/Zagreb" 280 Europe__Zaporozhye "Europe/Zaporozhye" 289
    Europe__Zurich "Europe/Zurich" 284 GB "GB" 279 GBEire "GB-Eire" 279 GMT "GMT" 249 GMTPlus0 "GMT+0" 249
    GMTMinus0 "GMT-0" 249 GMT0 "GMT0" 249 Greenwich "Greenwich" 249 HST "HST" 310 Hongkong "Hongkong" 181
    Iceland "Iceland" 0 Indian__Antananarivo "Indian/Antananarivo" 1 Indian__Chagos "Indian/Chagos" 311
    Indian__Christmas "Indian/Christmas" 162 Indian__Cocos "Indian/Cocos" 209 Indian__Comoro "Indian/Comoro" 1
    Indian__Kerguelen "Indian/Kerguelen" 312 Indian__Mahe "Indian/Mahe" 175 Indian__Maldives "Indian/Maldives" 312
    Indian__Mauritius "Indian/Mauritius" 313 Indian__Mayotte "Indian/Mayotte" 1 Indian__Reunion "Indian/Reunion" 175
    Iran "Iran" 217 Israel "Israel" 187 Jamaica "Jamaica" 88 Japan "Japan" 219 Kwajalein "Kwajalein" 314
    Libya "Libya" 16 MET "MET" 245 MST "MST" 55 MST7MDT "MST7MDT" 60 Mexico__BajaNorte "Mexico/BajaNorte" 65
    Mexico__BajaSur "Mexico/BajaSur" 100 Mexico__General "Mexico/General" 104 NZ "NZ" 145 NZCHAT "NZ-CHAT" 315
    Navajo "Navajo" 60 PRC "PRC" 170 PST8PDT "PST8PDT" 94 Pacific__Apia "Pacific/Apia" 316
    Pacific__Auckland "Pacific/Auckland" 145 Pacific__Bougainville "Pacific/Bougainville" 317
    Pacific__Chatham "Pacific/Chatham" 315 Pacific__Chuuk "Pacific/Chuuk" 142 Pacific__Easter "Pacific/Easter" 246
    Pacific__Efate "Pacific/Efate" 318 Pacific__Enderbury "Pacific/Enderbury" 319
    Pacific__Fakaofo "Pacific/Fakaofo" 320 Pacific__Fiji "Pacific/Fiji" 321 Pacific__Funafuti "Pacific/Funafuti" 322
    Pacific__Galapagos "Pacific/Galapagos" 323 Pacific__Gambier "Pacific/Gambier" 324
    Pacific__Guadalcanal "Pacific/Guadalcanal" 325 Pacific__Guam "Pacific/Guam" 326
    Pacific__Honolulu "Pacific/Honolulu" 310 Pacific__Johnston "Pacific/Johnston" 310
    Pacific__Kanton "Pacific/Kanton" 319 Pacific__Kiritimati "Pacific/Kiritimati" 327
    Pacific__Kosrae "Pacific/Kosrae" 328 Pacific__Kwajalein "Pacific/Kwajalein" 314
    Pacific__Majuro "Pacific/Majuro" 322 Pacific__Marquesas "Pacific/Marquesas" 329
    Pacific__Midway "Pacific/Midway" 330 Pacific__Nauru "Pacific/Nauru" 331 Pacific__Niue "Pacific/Niue" 332
    Pacific__Norfolk "Pacific/Norfolk" 333 Pacific__Noumea "Pacific/Noumea" 334
    Pacific__Pago_Pago "Pacific/Pago_Pago" 330 Pacific__Palau "Pacific/Palau" 335
    Pacific__Pitcairn "Pacific/Pitcairn" 336 Pacific__Pohnpei "Pacific/Pohnpei" 325
    Pacific__Ponape "Pacific/Ponape" 325 Pacific__Port_Moresby "Pacific/Port_Moresby" 142
    Pacific__Rarotonga "Pacific/Rarotonga" 337 Pacific__Saipan "Pacific/Saipan" 326
    Pacific__Samoa "Pacific/Samoa" 330 Pacific__Tahiti "Pacific/Tahiti" 338 Pacific__Tarawa "Pacific/Tarawa" 322
    Pacific__Tongatapu "Pacific/Tongatapu" 339 Pacific__Truk "Pacific/Truk" 142 Pacific__Wake "Pacific/Wake" 322
    Pacific__Wallis "Pacific/Wallis" 322 Pacific__Yap "Pacific/Yap" 142 Poland "Poland" 309 Portugal "Portugal" 291
    ROC "ROC" 214 ROK "ROK" 212 Singapore "Singapore" 195 Turkey "Turkey" 184 UCT "UCT" 276 US__Alaska "US/Alaska" 20
    US__Aleutian "US/Aleutian" 19 US__Arizona "US/Arizona" 55 US__Central "US/Central" 50
    US__EastIndiana "US/East-Indiana" 67 US__Eastern "US/Eastern" 110 US__Hawaii "US/Hawaii" 310
    US__IndianaStarke "US/Indiana-Starke" 79 US__Michigan "US/Michigan" 61 US__Mountain "US/Mountain" 60
    US__Pacific "US/Pacific" 94 US__Samoa "US/Samoa" 330 UTC "UTC" 276 Universal "Universal" 276 WSU "W-SU" 296
    WET "WET" 291 Zulu "Zulu" 276
}

periods! {
    -57368 0 Some("LMT"); -54124 0 Some("LMT"); -51660 0 Some("LMT"); -47284 0 Some("LMT"); -43200 0 None;
    -42398 0 Some("LMT"); -41400 0 None; -41216 0 Some("LMT"); -41096 0 Some("LMT"); -40968 0 Some("LMT");
    -40800 0 None; -40780 0 Some("LMT"); -39698 0 Some("LMT"); -39600 0 None; -39600 0 Some("BST");
    -39600 0 Some("NST"); -39600 0 Some("SST"); -39600 3600 None; -39600 3600 Some("BDT"); -39600 3600 Some("NPT");
    -39600 3600 Some("NWT"); -38400 0 None; -38344 0 Some("LMT"); -37886 0 Some("LMT"); -37800 0 None;
    -37800 0 Some("HST"); -37800 3600 Some("HDT"); -37800 3600 Some("HPT"); -37800 3600 Some("HWT");
    -37760 0 Some("LMT"); -36000 0 None; -36000 0 Some("AHST"); -36000 0 Some("AST"); -36000 0 Some("HST");
    -36000 1800 None; -36000 3600 Some("AHDT"); -36000 3600 Some("APT"); -36000 3600 Some("AWT");
    -36000 3600 Some("HDT"); -35976 0 Some("LMT"); -35896 0 Some("LMT"); -34200 0 None; -33535 0 Some("LMT");
    -33480 0 Some("LMT"); -33460 0 Some("LMT"); -32473 0 Some("LMT"); -32412 0 Some("LMT"); -32400 0 None;
    -32400 0 Some("AKST"); -32400 0 Some("YST"); -32400 3600 Some("AKDT"); -32400 3600 Some("YDT");
    -32400 3600 Some("YPT"); -32400 3600 Some("YWT"); -32400 7200 Some("YDDT"); -32388 0 Some("LMT");
    -32261 0 Some("LMT"); -31578 0 Some("LMT"); -31220 0 Some("LMT"); -30600 0 None; -29548 0 Some("LMT");
    -29447 0 Some("LMT"); -28856 0 Some("LMT"); -28800 0 None; -28800 0 Some("PST"); -28800 3600 Some("PDT");
    -28800 3600 Some("PPT"); -28800 3600 Some("PWT"); -28378 0 Some("LMT"); -28084 0 Some("LMT");
    -27889 0 Some("LMT"); -27232 0 Some("LMT"); -26898 0 Some("LMT"); -26632 0 Some("LMT"); -26248 0 Some("EMT");
    -26248 0 Some("LMT"); -25880 0 Some("LMT"); -25556 0 Some("LMT"); -25540 0 Some("LMT"); -25460 0 Some("LMT");
    -25260 0 Some("LMT"); -25200 0 None; -25200 0 Some("MST"); -25200 3600 None; -25200 3600 Some("MDT");
    -25200 3600 Some("MPT"); -25200 3600 Some("MWT"); -25196 0 Some("LMT"); -25116 0 Some("LMT");
    -25060 0 Some("LMT"); -24427 0 Some("LMT"); -24339 0 Some("LMT"); -24312 0 Some("LMT"); -24076 0 Some("LMT");
    -23796 0 Some("LMT"); -23400 0 Some("LMT"); -23316 0 Some("LMT"); -21724 0 Some("LMT"); -21600 0 None;
    -21600 0 Some("CST"); -21600 1800 Some("-0530"); -21600 3600 None; -21600 3600 Some("CDT");
    -21600 3600 Some("CPT"); -21600 3600 Some("CWT"); -21508 0 Some("LMT"); -21504 0 Some("LMT");
    -21408 0 Some("LMT"); -21168 0 Some("LMT"); -21036 0 Some("LMT"); -21027 0 Some("LMT"); -21007 0 Some("LMT");
    -20947 0 Some("LMT"); -20932 0 Some("LMT"); -20824 0 Some("LMT"); -20823 0 Some("LMT"); -20790 0 Some("LMT");
    -20785 0 Some("LMT"); -20723 0 Some("LMT"); -20712 0 Some("MMT"); -20708 0 Some("LMT"); -20678 0 Some("LMT");
    -20582 0 Some("LMT"); -20416 0 Some("LMT"); -20364 0 Some("LMT"); -20173 0 Some("LMT"); -20173 0 Some("SJMT");
    -19931 0 Some("LMT"); -19776 0 Some("HMT"); -19768 0 Some("LMT"); -19176 0 Some("CMT"); -19160 0 Some("LMT");
    -19088 0 Some("LMT"); -19052 0 Some("LMT"); -18840 0 Some("QMT"); -18516 0 Some("LMT"); -18492 0 Some("LMT");
    -18430 0 Some("KMT"); -18430 0 Some("LMT"); -18000 0 None; -18000 0 Some("CST"); -18000 0 Some("EST");
    -18000 1800 Some("-0430"); -18000 3600 None; -18000 3600 Some("CDT"); -18000 3600 Some("EDT");
    -18000 3600 Some("EPT"); -18000 3600 Some("EWT"); -17776 0 Some("BMT"); -17776 0 Some("LMT");
    -17762 0 Some("LMT"); -17360 0 Some("LMT"); -17340 0 Some("PPMT"); -17296 0 Some("LMT"); -17072 0 Some("LMT");
    -17020 0 Some("LMT"); -16965 0 Some("LMT"); -16965 0 Some("SMT"); -16800 0 Some("SDMT"); -16776 0 Some("LMT");
    -16768 0 Some("LMT"); -16612 0 Some("LMT"); -16516 0 Some("LMT"); -16508 0 Some("LMT"); -16444 0 Some("LMT");
    -16392 0 Some("LMT"); -16356 0 Some("CMT"); -16356 0 Some("LMT"); -16356 3600 Some("BST"); -16272 0 Some("LMT");
    -16200 0 None; -16064 0 Some("LMT"); -16060 0 Some("CMT"); -16044 0 Some("LMT"); -15924 0 Some("LMT");
    -15865 0 Some("LMT"); -15788 0 Some("LMT"); -15700 0 Some("LMT"); -15672 0 Some("LMT"); -15652 0 Some("LMT");
    -15558 0 Some("BMT"); -15558 0 Some("LMT"); -15558 3600 Some("BST"); -15548 0 Some("LMT"); -15408 0 Some("CMT");
    -15408 0 Some("LMT"); -15336 0 Some("LMT"); -15264 0 Some("LMT"); -14660 0 Some("FFMT"); -14660 0 Some("LMT");
    -14560 0 Some("LMT"); -14500 0 Some("LMT"); -14404 0 Some("LMT"); -14400 0 None; -14400 0 Some("AST");
    -14400 1800 Some("-0330"); -14400 3600 None; -14400 3600 Some("ADT"); -14400 3600 Some("APT");
    -14400 3600 Some("AWT"); -14400 7200 Some("ADDT"); -14388 0 Some("LMT"); -14309 0 Some("LMT");
    -14028 0 Some("LMT"); -13959 0 Some("LMT"); -13884 0 Some("LMT"); -13884 0 Some("SMT"); -13840 0 Some("AMT");
    -13840 0 Some("LMT"); -13500 0 None; -13491 0 Some("LMT"); -13491 0 Some("MMT"); -13480 0 Some("LMT");
    -13460 0 Some("LMT"); -13252 0 Some("PMT"); -13240 0 Some("LMT"); -13236 0 Some("PMT"); -13128 0 Some("LMT");
    -13108 0 Some("LMT"); -12652 0 Some("LMT"); -12652 0 Some("NST"); -12652 3600 Some("NDT"); -12600 0 None;
    -12600 0 Some("NST"); -12600 1800 None; -12600 3600 Some("NDT"); -12600 3600 Some("NPT");
    -12600 3600 Some("NWT"); -12600 7200 Some("NDDT"); -12560 0 Some("LMT"); -12416 0 Some("LMT");
    -11636 0 Some("LMT"); -11568 0 Some("LMT"); -11188 0 Some("LMT"); -10800 0 None; -10800 1800 None;
    -10800 3600 None; -10800 5400 None; -9244 0 Some("LMT"); -9240 0 Some("LMT"); -8768 0 Some("LMT");
    -8572 0 Some("LMT"); -8376 0 Some("LMT"); -7780 0 Some("LMT"); -7200 0 None; -7200 3600 None; -7200 7200 None;
    -6872 0 Some("HMT"); -6160 0 Some("LMT"); -5644 0 Some("LMT"); -5272 0 Some("LMT"); -4480 0 Some("LMT");
    -4056 0 Some("FMT"); -4056 0 Some("LMT"); -3740 0 Some("LMT"); -3696 0 Some("LMT"); -3600 0 None;
    -3600 3600 None; -3600 7200 None; -3168 0 Some("LMT"); -2670 0 Some("MMT"); -2588 0 Some("LMT");
    -2588 0 Some("MMT"); -2205 0 Some("LMT"); -1820 0 Some("LMT"); -1624 0 Some("LMT"); -1521 0 Some("DMT");
    -1521 0 Some("LMT"); -1521 3600 Some("IST"); -1284 0 Some("LMT"); -1276 0 Some("LMT"); -968 0 Some("LMT");
    -884 0 Some("LMT"); -75 0 Some("LMT"); 0 0 None; 0 0 Some("+00"); 0 0 Some("-00"); 0 0 Some("GMT");
    0 0 Some("UTC"); 0 0 Some("WET"); 0 3600 None; 0 3600 Some("BST"); 0 3600 Some("IST"); 0 3600 Some("WEST");
    0 7200 Some("+02"); 0 7200 Some("BDST"); 0 7200 Some("WEMT"); 364 0 Some("LMT"); 561 0 Some("LMT");
    561 0 Some("PMT"); 732 0 Some("LMT"); 815 0 Some("LMT"); 1050 0 Some("BMT"); 1050 0 Some("LMT");
    1616 0 Some("LMT"); 1786 0 Some("BMT"); 1800 0 None; 2048 0 Some("LMT"); 2444 0 Some("LMT"); 2996 0 Some("LMT");
    2996 0 Some("RMT"); 3164 0 Some("LMT"); 3208 0 Some("LMT"); 3464 0 Some("LMT"); 3464 0 Some("PMT");
    3484 0 Some("LMT"); 3600 -3600 None; 3600 -3600 Some("GMT"); 3600 0 None; 3600 0 Some("BST"); 3600 0 Some("CET");
    3600 0 Some("IST"); 3600 0 Some("WAT"); 3600 3600 Some("CEST"); 3600 3600 Some("WAST"); 3600 7200 Some("CEMT");
    3612 0 Some("LMT"); 3921 0 Some("LMT"); 4104 0 Some("LMT"); 4580 0 Some("LMT"); 4760 0 Some("LMT");
    4920 0 Some("LMT"); 5040 0 Some("LMT"); 5040 0 Some("WMT"); 5400 0 None; 5400 0 Some("SAST"); 5596 0 Some("LMT");
    5692 0 Some("AMT"); 5692 0 Some("LMT"); 5736 0 Some("KMT"); 5794 0 Some("LMT"); 5794 0 Some("RMT");
    5794 3600 Some("LST"); 5940 0 Some("LMT"); 5940 0 Some("TMT"); 5989 0 Some("HMT"); 5989 0 Some("LMT");
    6076 0 Some("LMT"); 6264 0 Some("BMT"); 6264 0 Some("LMT"); 6600 0 Some("MMT"); 6616 0 Some("LMT");
    6720 0 Some("LMT"); 6900 0 Some("CMT"); 6920 0 Some("LMT"); 6952 0 Some("LMT"); 7016 0 Some("IMT");
    7200 -3600 Some("WAT"); 7200 0 None; 7200 0 Some("CAT"); 7200 0 Some("EET"); 7200 0 Some("IST");
    7200 0 Some("SAST"); 7200 3600 None; 7200 3600 Some("CAST"); 7200 3600 Some("EEST"); 7200 3600 Some("IDT");
    7200 3600 Some("SAST"); 7200 7200 Some("IDDT"); 7324 0 Some("KMT"); 7324 0 Some("LMT"); 7509 0 Some("LMT");
    7588 0 Some("LMT"); 7808 0 Some("LMT"); 7818 0 Some("LMT"); 8008 0 Some("LMT"); 8148 0 Some("LMT");
    8160 0 Some("SMT"); 8184 0 Some("LMT"); 8272 0 Some("LMT"); 8423 0 Some("LMT"); 8440 0 Some("JMT");
    8454 0 Some("LMT"); 8520 0 Some("LMT"); 8624 0 Some("LMT"); 8712 0 Some("LMT"); 8836 0 Some("LMT"); 9000 0 None;
    9017 0 Some("LMT"); 9017 0 Some("MMT"); 9079 0 Some("MMT"); 9079 3600 Some("MST"); 9079 7200 Some("MDST");
    9900 0 None; 10656 0 Some("BMT"); 10660 0 Some("LMT"); 10680 0 Some("LMT"); 10751 0 Some("LMT");
    10751 0 Some("TBMT"); 10800 0 None; 10800 0 Some("EAT"); 10800 0 Some("MSK"); 10800 3600 None;
    10800 3600 Some("MSD"); 10800 7200 Some("+05"); 11058 0 Some("LMT"); 11212 0 Some("LMT"); 11532 0 Some("LMT");
    11616 0 Some("LMT"); 11928 0 Some("LMT"); 11964 0 Some("LMT"); 12020 0 Some("LMT"); 12064 0 Some("LMT");
    12324 0 Some("LMT"); 12344 0 Some("LMT"); 12344 0 Some("TMT"); 12368 0 Some("LMT"); 12464 0 Some("LMT");
    12600 0 None; 12600 3600 None; 13272 0 Some("LMT"); 13505 0 Some("PMT"); 13720 0 Some("LMT");
    13800 0 Some("LMT"); 14012 0 Some("LMT"); 14400 0 None; 14400 0 Some("MSK"); 14400 3600 None;
    14553 0 Some("LMT"); 15268 0 Some("LMT"); 15712 0 Some("LMT"); 16073 0 Some("LMT"); 16092 0 Some("LMT");
    16200 0 None; 16512 0 Some("LMT"); 16608 0 Some("LMT"); 16631 0 Some("LMT"); 17380 0 Some("LMT");
    17610 0 Some("LMT"); 17640 0 Some("LMT"); 17640 0 Some("MMT"); 17904 0 Some("LMT"); 18000 0 None;
    18000 0 Some("PKT"); 18000 3600 None; 18000 3600 Some("PKST"); 18468 0 Some("LMT"); 19164 0 Some("LMT");
    19172 0 Some("MMT"); 19270 0 Some("MMT"); 19800 0 None; 19800 0 Some("IST"); 19800 1800 None; 19800 3600 None;
    19900 0 Some("LMT"); 20100 0 Some("LMT"); 20391 0 Some("LMT"); 20476 0 Some("LMT"); 20700 0 None;
    20928 0 Some("LMT"); 21020 0 Some("LMT"); 21200 0 Some("HMT"); 21208 0 Some("LMT"); 21516 0 Some("LMT");
    21600 0 None; 21600 3600 None; 21700 0 Some("LMT"); 21996 0 Some("LMT"); 22286 0 Some("LMT");
    23087 0 Some("LMT"); 23087 0 Some("RMT"); 23400 0 None; 24124 0 Some("BMT"); 24124 0 Some("LMT");
    24925 0 Some("LMT"); 24925 0 Some("SMT"); 25025 0 Some("IMT"); 25025 0 Some("LMT"); 25200 0 None;
    25200 0 Some("WIB"); 25200 1200 None; 25200 3600 None; 25590 0 Some("LMT"); 25590 0 Some("PLMT");
    25632 0 Some("BMT"); 25632 0 Some("LMT"); 25652 0 Some("LMT"); 26240 0 Some("LMT"); 26240 0 Some("PMT");
    26400 0 None; 26480 0 Some("LMT"); 27000 0 None; 27232 0 Some("LMT"); 27250 0 Some("LMT"); 27402 0 Some("LMT");
    27804 0 Some("LMT"); 28656 0 Some("LMT"); 28656 0 Some("MMT"); 28800 0 None; 28800 0 Some("AWST");
    28800 0 Some("CST"); 28800 0 Some("HKT"); 28800 0 Some("PST"); 28800 0 Some("WITA"); 28800 1200 None;
    28800 1800 Some("HKWT"); 28800 3600 None; 28800 3600 Some("AWDT"); 28800 3600 Some("CDT");
    28800 3600 Some("HKST"); 28800 3600 Some("PDT"); 29032 0 Some("LMT"); 29143 0 Some("LMT"); 29160 0 Some("LMT");
    30140 0 Some("LMT"); 30180 0 Some("LMT"); 30472 0 Some("LMT"); 30600 0 Some("KST"); 30600 3600 Some("KDT");
    30928 0 Some("LMT"); 31138 0 Some("LMT"); 31400 0 Some("LMT"); 31500 0 None; 31500 3600 None;
    31651 0 Some("LMT"); 32276 0 Some("LMT"); 32400 0 None; 32400 0 Some("ACST"); 32400 0 Some("JST");
    32400 0 Some("KST"); 32400 0 Some("WIT"); 32400 3600 None; 32400 3600 Some("JDT"); 32400 3600 Some("KDT");
    32533 0 Some("LMT"); 33260 0 Some("LMT"); 33539 0 Some("LMT"); 33768 0 Some("LMT"); 33948 0 Some("LMT");
    34200 0 None; 34200 0 Some("ACST"); 34200 3600 Some("ACDT"); 34248 0 Some("LMT"); 34374 0 Some("LMT");
    34740 0 Some("LMT"); 34792 0 Some("LMT"); 35312 0 Some("PMMT"); 35320 0 Some("LMT"); 35356 0 Some("LMT");
    35756 0 Some("LMT"); 36000 0 None; 36000 0 Some("AEST"); 36000 0 Some("ChST"); 36000 0 Some("GST");
    36000 3600 None; 36000 3600 Some("AEDT"); 36000 3600 Some("GDT"); 36192 0 Some("LMT"); 36292 0 Some("LMT");
    36728 0 Some("LMT"); 36892 0 Some("LMT"); 37336 0 Some("LMT"); 37800 0 None; 37800 1800 None; 37800 3600 None;
    38076 0 Some("LMT"); 38180 0 Some("LMT"); 38388 0 Some("LMT"); 39116 0 Some("LMT"); 39600 0 None;
    39600 3600 None; 39948 0 Some("LMT"); 40060 0 Some("LMT"); 40160 0 Some("LMT"); 40312 0 Some("LMT");
    40320 0 None; 40396 0 Some("LMT"); 41400 0 None; 41400 0 Some("NZMT"); 41400 1800 Some("NZST"); 41400 3600 None;
    41400 3600 Some("NZST"); 41524 0 Some("LMT"); 41944 0 Some("LMT"); 42596 0 Some("LMT"); 42944 0 Some("LMT");
    43200 0 None; 43200 0 Some("NZST"); 43200 3600 None; 43200 3600 Some("NZDT"); 44002 0 Some("LMT");
    44028 0 Some("LMT"); 44100 0 None; 44352 0 Some("LMT"); 44400 0 None; 45184 0 Some("LMT"); 45432 0 Some("LMT");
    45900 0 None; 45900 3600 None; 46702 0 Some("LMT"); 46800 0 None; 46800 3600 None; 48056 0 Some("LMT");
    50400 0 None; 50424 0 Some("LMT"); 52865 0 Some("LMT"); 53927 0 Some("LMT"); 54139 0 Some("LMT");
    54822 0 Some("LMT");
}
