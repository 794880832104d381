/**
 * Attributes whose text goes to OX as it stands, in the order of the manual's mapping: LDAP attribute, OX field, a value and another one.
 * An attribute that is taken away clears the field in OX.
 */
export const TEXT_ATTRIBUTES: readonly (readonly [attribute: string, field: string, first: string, second: string])[] = [
  ['oxBranches', 'branches', 'North', 'South'],
  ['oxMobileBusiness', 'cellular_telephone1', '+49 170 1', '+49 170 2'],
  ['l', 'city_business', 'Bremen', 'Köln'],
  ['oxCityHome', 'city_home', 'Bremen', 'Köln'],
  ['oxCityOther', 'city_other', 'Bremen', 'Köln'],
  ['oxCommercialRegister', 'commercial_register', 'HRB 1', 'HRB 2'],
  ['o', 'company', 'City Hall', 'Müller & Söhne <GmbH>'],
  ['oxCountryBusiness', 'country_business', 'Germany', 'France'],
  ['oxCountryHome', 'country_home', 'Germany', 'France'],
  ['oxCountryOther', 'country_other', 'Germany', 'France'],
  ['oxDepartment', 'department', 'Finance', 'Parks'],
  ['oxEmail2', 'email2', 'second@example.net', 'other@example.net'],
  ['oxEmail3', 'email3', 'third@example.net', 'other@example.net'],
  ['employeeType', 'employeeType', 'clerk', 'trainee'],
  ['oxFaxBusiness', 'fax_business', '+49 421 10', '+49 421 11'],
  ['oxFaxHome', 'fax_home', '+49 421 12', '+49 421 13'],
  ['oxFaxOther', 'fax_other', '+49 421 14', '+49 421 15'],
  ['oxInstantMessenger1', 'instant_messenger1', 'anna@chat', 'anna@talk'],
  ['oxInstantMessenger2', 'instant_messenger2', 'anna@chat', 'anna@talk'],
  ['oxManagerName', 'manager_name', 'Bob', 'Cleo'],
  ['oxMarialStatus', 'marital_status', 'single', 'married'],
  ['oxMiddleName', 'middle_name', 'Maria', 'Ana'],
  ['oxNickName', 'nickname', 'Annie', 'Nan'],
  ['oxNote', 'note', 'first\nsecond line', 'a note with "quotes" & <brackets>'],
  ['oxNumOfChildren', 'number_of_children', '1', '2'],
  ['employeeNumber', 'number_of_employee', '4711', '4712'],
  ['oxPosition', 'position', 'mayor', 'deputy mayor'],
  ['postalCode', 'postal_code_business', '28195', '50667'],
  ['oxPostalCodeHome', 'postal_code_home', '28195', '50667'],
  ['oxPostalCodeOther', 'postal_code_other', '28195', '50667'],
  ['oxProfession', 'profession', 'lawyer', 'gardener'],
  ['oxSalesVolume', 'sales_volume', '1000', '2000'],
  ['oxSpouseName', 'spouse_name', 'Bob', 'Rob'],
  ['oxStateBusiness', 'state_business', 'Bremen', 'Saxony'],
  ['oxStateHome', 'state_home', 'Bremen', 'Saxony'],
  ['oxStateOther', 'state_other', 'Bremen', 'Saxony'],
  ['street', 'street_business', 'Am Markt 1', 'Am Markt 2'],
  ['oxStreetHome', 'street_home', 'Weg 1', 'Weg 2'],
  ['oxStreetOther', 'street_other', 'Pfad 1', 'Pfad 2'],
  ['oxSuffix', 'suffix', 'jr.', 'sr.'],
  ['oxTaxId', 'tax_id', 'DE 1', 'DE 2'],
  ['oxTelephoneAssistant', 'telephone_assistant', '+49 421 20', '+49 421 21'],
  ['oxTelephoneCar', 'telephone_car', '+49 421 22', '+49 421 23'],
  ['oxTelephoneCompany', 'telephone_company', '+49 421 24', '+49 421 25'],
  ['oxTelephoneIp', 'telephone_ip', 'sip:anna', 'sip:ana'],
  ['oxTelephoneOther', 'telephone_other', '+49 421 26', '+49 421 27'],
  ['oxTelephoneTelex', 'telephone_telex', '123', '456'],
  ['oxTelephoneTtydd', 'telephone_ttytdd', '123', '456'],
  ['title', 'title', 'Dr.', 'Prof.'],
  ['oxUrl', 'url', 'https://example.org/?a=1&b=2', 'https://example.net'],
  ['roomNumber', 'room_number', '1.01', '1.02'],
  ['mobile', 'cellular_telephone2', '+49 170 3', '+49 170 4'],
  ['pager', 'telephone_pager', '77', '78'],
  ['telephoneNumber', 'telephone_business1', '+49 421 30', '+49 421 31'],
  ['homePhone', 'telephone_home1', '+49 421 32', '+49 421 33'],
  ...Array.from({ length: 20 }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return [`oxUserfield${number}`, `userfield${number}`, `field ${number}`, `other ${number}`] as const;
  }),
];

/** Attributes with several values of which OX has fields for the first one or two. */
export const LISTED_ATTRIBUTES: readonly {
  readonly attribute: string;
  readonly values: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}[] = [
  { attribute: 'telephoneNumber', values: ['1', '2', '3'], fields: { telephone_business1: '1', telephone_business2: '2' } },
  { attribute: 'homePhone', values: ['1', '2', '3'], fields: { telephone_home1: '1', telephone_home2: '2' } },
  { attribute: 'roomNumber', values: ['1.01', '1.02'], fields: { room_number: '1.01' } },
  { attribute: 'mobile', values: ['1', '2'], fields: { cellular_telephone2: '1' } },
  { attribute: 'pager', values: ['1', '2'], fields: { telephone_pager: '1' } },
];

/** Attributes that OX can have and change, but never clear: it takes a field without a value for one that was not sent. */
export const UNCLEARABLE_ATTRIBUTES: readonly (readonly [
  attribute: string,
  field: string,
  first: readonly [value: string, inOx: unknown],
  second: readonly [value: string, inOx: unknown],
])[] = [
  ['univentionBirthday', 'birthday', ['1990-12-31', '1990-12-31'], ['1991-01-02', '1991-01-02']],
  ['oxAnniversary', 'anniversary', ['2010-05-04', '2010-05-04'], ['03.02.2011', '2011-02-03']],
  ['oxUserQuota', 'maxQuota', ['500', 500], ['1000', 1000]],
];

/** Attributes without which OX takes no user. */
export const MANDATORY_ATTRIBUTES: readonly (readonly [attribute: string, field: string, first: string, second: string])[] = [
  ['givenName', 'given_name', 'Anna', 'Ana'],
  ['sn', 'sur_name', 'Sample', 'Simple'],
  ['oxDisplayName', 'display_name', 'Anna Sample', 'Ana Simple'],
];
