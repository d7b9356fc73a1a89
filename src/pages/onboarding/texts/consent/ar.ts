import type { ConsentWriter } from './consent-text.ts';

/** After “بعد”, so in the genitive. */
function days(count: number): string {
  switch (new Intl.PluralRules('ar').select(count)) {
    case 'one':
      return 'يوم واحد';
    case 'two':
      return 'يومين';
    case 'few':
      return `${count} أيام`;
    case 'many':
      return `${count} يومًا`;
    case 'zero':
    case 'other':
      return `${count} يوم`;
  }
}

/** Writes the consent text in Arabic. */
export const consentInArabic: ConsentWriter = ({ brand, photosDays, abandonedDays }) => ({
  asks: `تطلب منك ${brand ?? 'الشركة التي أرسلتك إلى هنا'} إجراء هذا التحقق.`,
  pictures: 'تُستخدم صورة لوثيقة هويتك وصور لوجهك من فحص الوجه.',
  processor: `تُجري iLive فحص الوجه وتقارن الوجوه وتحفظ وجهك، بصفتها معالجًا للبيانات لصالح ${brand ?? 'تلك الشركة'}.`,
  face: 'يُحتفظ بوجهك للتعرّف على الحسابات المكررة: تُقارن به وجوه المتقدمين لاحقًا. ويُحتفظ به إلى أن تُمحى بياناتك. وإذا لم يُقبل طلبك فيُزال من هذه المقارنة.',
  photos:
    photosDays === null
      ? 'يُحتفظ بصورك إلى أن تُمحى بياناتك.'
      : `تُحذف صورك بعد ${days(photosDays)} من صدور القرار.`,
  unfinished:
    abandonedDays === null
      ? 'إذا لم تُكمل التحقق فيُحتفظ بما أرسلته إلى أن تُمحى بياناتك.'
      : `إذا توقفت ولم تعد، فسيُمحى كل ما أرسلته بعد ${days(abandonedDays)}.`,
  record: 'يبقى بعد المحو سجلّ للتحقق لا يحتوي على صور ولا على اسم.',
  rights: `لست ملزمًا بالموافقة. يمكنك في أي وقت سحب موافقتك أو الاعتراض أو طلب محو بياناتك، وذلك بالتواصل مع ${brand ?? 'الشركة التي أرسلتك إلى هنا'}.`,
  agree:
    brand === null
      ? 'أوافق على استخدام صورة هويتي ووجهي للتحقق من هويتي، وعلى الاحتفاظ بوجهي للتعرّف على الحسابات المكررة.'
      : `أوافق على أن تستخدم ${brand} صورة هويتي ووجهي للتحقق من هويتي، وأن تحتفظ بوجهي للتعرّف على الحسابات المكررة.`,
});
