/**
 * Names in the scripts real users write them in: search, sorting, masking, fonts and text direction
 * are only tested by names that are not all ASCII. Each part is `[as written, Latin form]`; the Latin
 * form makes the e-mail address. Common names only, combined at random: no real person is meant.
 */
export type Culture = {
  readonly locale: string;
  readonly timezones: readonly string[];
  /** What stands between the parts; Chinese, Japanese and Korean write none. */
  readonly order: "given first" | "family first" | "family first, no space";
  readonly given: readonly (readonly [string, string])[];
  readonly family: readonly (readonly [string, string])[];
  /** How often, beside the other cultures. */
  readonly weight: number;
};

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [written, latin] = pair.split("=");
      if (written === undefined || written === "") throw new Error(`empty name in "${text}"`);
      return [written, latin ?? written.toLowerCase()];
    });

const culture = (
  locale: string,
  timezones: string,
  order: Culture["order"],
  weight: number,
  given: string,
  family: string,
): Culture => ({
  locale,
  timezones: timezones.split(" "),
  order,
  weight,
  given: pairs(given),
  family: pairs(family),
});

export const CULTURES: readonly Culture[] = [
  culture(
    "en-US",
    "America/New_York America/Chicago America/Los_Angeles",
    "given first",
    22,
    "Emma Liam Olivia Noah Ava James Sophia Lucas Mia Ethan Grace Henry Ruby Oscar Nora Caleb",
    "Smith Johnson Brown Taylor Walker O'Brien=obrien Clark Lewis Hall Young King Wright Scott Hill Baker Reed",
  ),
  culture(
    "de-DE",
    "Europe/Berlin Europe/Vienna Europe/Zurich",
    "given first",
    10,
    "Jürgen=juergen Zoë=zoe Björn=bjoern Käthe=kaethe Lukas Hanna Günther=guenther Jana Moritz Lena",
    "Müller=mueller Weiß=weiss Schröder=schroeder Jäger=jaeger Köhler=koehler Vogel Großmann=grossmann Becker Krämer=kraemer Lang",
  ),
  culture(
    "fr-FR",
    "Europe/Paris Europe/Brussels America/Montreal",
    "given first",
    7,
    "François=francois Chloé=chloe Hélène=helene Aurélie=aurelie Noël=noel Théo=theo Inès=ines Mathis Loïc=loic Camille",
    "Lefèvre=lefevre Garçon=garcon Bézier=bezier Dupré=dupre Fournier Léger=leger D'Arc=darc Moreau Guérin=guerin Petit",
  ),
  culture(
    "es-MX",
    "America/Mexico_City Europe/Madrid America/Bogota",
    "given first",
    7,
    "José=jose María=maria Íñigo=inigo Lucía=lucia Andrés=andres Sofía=sofia Raúl=raul Begoña=begona Mateo Elena",
    "Núñez=nunez García=garcia Peña=pena Ibáñez=ibanez López=lopez Hernández=hernandez Ríos=rios Castro Muñoz=munoz Vega",
  ),
  culture(
    "pl-PL",
    "Europe/Warsaw Europe/Prague",
    "given first",
    6,
    "Łukasz=lukasz Małgorzata=malgorzata Jiří=jiri Zdeněk=zdenek Świętosława=swietoslawa Agnieszka Paweł=pawel Žofie=zofie Michał=michal Tereza",
    "Wiśniewski=wisniewski Dvořák=dvorak Kowalczyk Żak=zak Wójcik=wojcik Šimánek=simanek Nowak Kučera=kucera Jabłoński=jablonski Zając=zajac",
  ),
  culture(
    "sv-SE",
    "Europe/Stockholm Europe/Oslo Europe/Copenhagen",
    "given first",
    4,
    "Åsa=asa Søren=soren Örjan=orjan Bjørg=bjorg Linnéa=linnea Håkan=hakan Ida Magnus Sigrún=sigrun Tove",
    "Åkesson=akesson Sjöberg=sjoberg Ødegård=odegard Lindström=lindstrom Bæk=baek Nyström=nystrom Þórsson=thorsson Holm Dahl Berg",
  ),
  culture(
    "tr-TR",
    "Europe/Istanbul",
    "given first",
    4,
    "İbrahim=ibrahim Çiğdem=cigdem Şule=sule Ömer=omer Gülşah=gulsah Işıl=isil Emre Ayşe=ayse Uğur=ugur Deniz",
    "Yılmaz=yilmaz Öztürk=ozturk Çelik=celik Şahin=sahin Işık=isik Doğan=dogan Kaya Güneş=gunes Aydın=aydin Arslan",
  ),
  culture(
    "vi-VN",
    "Asia/Ho_Chi_Minh",
    "family first",
    4,
    "Hương=huong Đức=duc Thảo=thao Quỳnh=quynh Tuấn=tuan Ánh=anh Phượng=phuong Dũng=dung Ngọc=ngoc Lan",
    "Nguyễn=nguyen Trần=tran Lê=le Phạm=pham Huỳnh=huynh Đặng=dang Bùi=bui Đỗ=do Hồ=ho Vũ=vu",
  ),
  culture(
    "uk-UA",
    "Europe/Kyiv Europe/Sofia Europe/Belgrade",
    "given first",
    6,
    "Олена=olena Тарас=taras Ганна=hanna Богдан=bohdan Євген=yevhen Сергій=serhii Дарина=daryna Андрій=andrii Юлія=yuliia Милош=milos",
    "Шевченко=shevchenko Ковальчук=kovalchuk Бондаренко=bondarenko Мельник=melnyk Кравець=kravets Щербак=shcherbak Іваненко=ivanenko Петров=petrov Јовић=jovic Гончар=honchar",
  ),
  culture(
    "el-GR",
    "Europe/Athens",
    "given first",
    4,
    "Γιώργος=giorgos Ελένη=eleni Νίκος=nikos Σοφία=sofia Δημήτρης=dimitris Κατερίνα=katerina Άννα=anna Ιωάννης=ioannis Θάλεια=thaleia Πέτρος=petros",
    "Παπαδόπουλος=papadopoulos Νικολάου=nikolaou Γεωργίου=georgiou Οικονόμου=oikonomou Δήμου=dimou Ζαφείρης=zafeiris Λάμπρου=lamprou Βασιλείου=vasileiou Μακρής=makris Ρήγας=rigas",
  ),
  culture(
    "ar-EG",
    "Africa/Cairo Asia/Riyadh Asia/Dubai",
    "given first",
    5,
    "محمد=mohamed فاطمة=fatima أحمد=ahmed ليلى=layla يوسف=yusuf مريم=mariam خالد=khaled نور=nour عمر=omar سلمى=salma",
    "حسن=hassan الخطيب=alkhatib منصور=mansour الشريف=alsharif صالح=saleh حداد=haddad النجار=alnajjar عثمان=othman إبراهيم=ibrahim زيدان=zidan",
  ),
  culture(
    "he-IL",
    "Asia/Jerusalem",
    "given first",
    3,
    "נועה=noa יוסי=yossi תמר=tamar דוד=david שירה=shira איתן=eitan מיכל=michal אורי=uri רחל=rachel גיל=gil",
    "כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz ביטון=biton דהן=dahan אברהם=avraham פרידמן=friedman שפירא=shapira גולן=golan",
  ),
  culture(
    "zh-CN",
    "Asia/Shanghai Asia/Taipei",
    "family first, no space",
    6,
    "伟=wei 芳=fang 娜=na 敏=min 静怡=jingyi 浩然=haoran 欣妍=xinyan 子轩=zixuan 雨桐=yutong 建国=jianguo",
    "王=wang 李=li 張=zhang 刘=liu 陈=chen 楊=yang 赵=zhao 黄=huang 周=zhou 欧阳=ouyang",
  ),
  culture(
    "ja-JP",
    "Asia/Tokyo",
    "family first, no space",
    5,
    "さくら=sakura 翔太=shota 陽菜=hina 健一=kenichi 美咲=misaki 大輝=daiki ゆい=yui 蓮=ren アンナ=anna 直樹=naoki",
    "佐藤=sato 鈴木=suzuki 髙橋=takahashi 田中=tanaka 渡邊=watanabe 伊藤=ito 山本=yamamoto 中村=nakamura 小林=kobayashi 加藤=kato",
  ),
  culture(
    "ko-KR",
    "Asia/Seoul",
    "family first, no space",
    4,
    "민준=minjun 서연=seoyeon 지후=jihu 하은=haeun 도윤=doyun 수빈=subin 예준=yejun 지우=jiwoo 현우=hyunwoo 유나=yuna",
    "김=kim 이=lee 박=park 최=choi 정=jung 강=kang 조=cho 윤=yoon 장=jang 남궁=namgung",
  ),
  culture(
    "hi-IN",
    "Asia/Kolkata",
    "given first",
    6,
    "आरव=aarav प्रिया=priya अर्जुन=arjun अनन्या=ananya विवेक=vivek श्रुति=shruti रोहन=rohan कृष्णा=krishna ईशा=isha दीपक=deepak",
    "शर्मा=sharma वर्मा=verma सिंह=singh गुप्ता=gupta पटेल=patel मिश्रा=mishra जोशी=joshi त्रिपाठी=tripathi रेड्डी=reddy कुमार=kumar",
  ),
  culture(
    "th-TH",
    "Asia/Bangkok",
    "given first",
    2,
    "สมชาย=somchai กัญญา=kanya ณัฐ=nat พิมพ์=pim วิชัย=wichai มาลี=malee",
    "ศรีสุข=srisuk ทองดี=thongdee บุญมี=bunmee แก้วใส=kaewsai รักไทย=rakthai ใจดี=jaidee",
  ),
  culture(
    "ka-GE",
    "Asia/Tbilisi Asia/Yerevan",
    "given first",
    2,
    "ნინო=nino გიორგი=giorgi მარიამ=mariam დავით=davit Անի=ani Արամ=aram",
    "ბერიძე=beridze კაპანაძე=kapanadze გელაშვილი=gelashvili Պետրոսյան=petrosyan Սարգսյան=sargsyan მაისურაძე=maisuradze",
  ),
];
